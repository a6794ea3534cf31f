import * as v from 'valibot';
import { isLoopback, line } from './address.ts';
import { type ChannelPorts, channel, type Delivered, type Notice } from './channel.ts';
import { escapeHtml, footerOf, plainText, titleOf } from './notice-text.ts';
import { codeOf } from './open-sender.ts';

const SUBJECT_CHARS_MAX = 200;
const TEXT_CHARS_MAX = 200_000;
const STEP_MS_MAX = 15_000;
const SECURITIES = ['tls', 'starttls', 'none'] as const;
/** One address and nothing around it: no second receiver can be written into it. */
const mailAddress = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(254, 'it is longer than 254 characters'),
  v.regex(/^[^\s<>"@,;:()[\]\\]+@[A-Za-z0-9.-]+$/, 'it is one mail address: name@example.com'),
);

const settings = v.pipe(
  v.strictObject({
    to: v.pipe(mailAddress, v.description('who gets it')),
    from: v.pipe(mailAddress, v.description('who sends it')),
    host: v.pipe(
      v.string(),
      v.trim(),
      v.regex(/^[A-Za-z0-9.:-]{1,253}$/, 'it is the name of a server'),
      v.description('mail server (smtp.example.com)'),
    ),
    port: v.optional(
      v.pipe(
        v.union([
          v.number(),
          v.pipe(v.string(), v.trim(), v.regex(/^\d{1,5}$/, 'a port is a number'), v.transform(Number)),
        ]),
        v.integer('a port is a whole number'),
        v.minValue(1, 'a port is 1 to 65535'),
        v.maxValue(65_535, 'a port is 1 to 65535'),
        v.description('its port (465)'),
      ),
      465,
    ),
    security: v.optional(
      v.pipe(
        v.picklist(SECURITIES, `it is one of ${SECURITIES.join(', ')}`),
        v.description('tls, starttls, or none (on this machine alone)'),
      ),
      'tls',
    ),
    user: v.optional(v.pipe(line(254), v.description('user name, where it wants one'))),
    password: v.optional(v.pipe(line(1000), v.description('password of that user'))),
  }),
  v.check(
    ({ security, host }) => security !== 'none' || isLoopback(host),
    'mail without TLS goes to this machine alone',
  ),
  v.check(({ user, password }) => (user === undefined) === (password === undefined), 'a user name needs its password'),
);
type MailSettings = v.InferOutput<typeof settings>;

/** A mail, as text and HTML, by SMTP (RFC 5321). */
export const mail = channel({
  kind: 'mail',
  summary: 'A mail to one address, by a mail server',
  settings,
  secrets: ['password'],
  paceMs: 1000,
  describe: ({ to, host }) => `${to} by ${host}`,
  send: async (notice, given, ports) => {
    // A tenth of a second to load, and only who has such a channel needs it.
    const { createTransport } = await import('nodemailer');
    const { host, port, security, user, password } = given;
    const transport = createTransport({
      ...{
        host,
        port,
        secure: security === 'tls',
        requireTLS: security === 'starttls',
        ignoreTLS: security === 'none',
      },
      ...(user !== undefined && password !== undefined && { auth: { user, pass: password } }),
      ...{ connectionTimeout: STEP_MS_MAX, greetingTimeout: STEP_MS_MAX, socketTimeout: STEP_MS_MAX },
      ...{ disableFileAccess: true, disableUrlAccess: true },
    });
    try {
      const sending = transport.sendMail(messageOf(notice, given));
      const { response } = await Promise.race([sending, rejectedBy(ports.signal)]);
      return { kind: 'accepted', detail: `the server took it (${codeAtStart(response)})` };
    } catch (error) {
      return judge(error, ports);
    } finally {
      transport.close();
    }
  },
});

function messageOf(notice: Notice, { to, from }: MailSettings): object {
  return {
    ...{ to, from, subject: titleOf(notice, SUBJECT_CHARS_MAX) },
    messageId: `<${notice.id}@${from.split('@')[1]}>`,
    date: new Date(notice.at),
    text: plainText(notice, { max: TEXT_CHARS_MAX, by: 'characters' }),
    html: htmlOf(notice),
    // No answer of a machine is wanted (RFC 3834).
    headers: { 'auto-submitted': 'auto-generated', 'x-tollkeeper-notice': notice.id },
  };
}

function htmlOf(notice: Notice): string {
  const { title, lines, link, html, language } = notice;
  const foot = `<p style="color:#667085;font-size:12px">${footerOf(notice).map(escapeHtml).join('<br>')}</p>`;
  if (html !== undefined)
    return html.includes('</body>') ? html.replace('</body>', () => `${foot}</body>`) : html + foot;
  const button = link === null ? '' : `<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.text)}</a></p>`;
  const text = lines.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join('\n');
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"></head><body><h1 style="font-size:18px">${escapeHtml(title)}</h1>\n${text}\n${button}${foot}</body></html>`;
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(Object.assign(new Error('aborted'), { code: 'ETIMEDOUT' }));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

/** What nodemailer says of an error. */
interface MailError {
  readonly code?: string;
  /** What the socket said. */
  readonly originalCode?: string;
  readonly responseCode?: number;
}

function judge(error: unknown, { signal }: ChannelPorts): Delivered {
  const { code, originalCode, responseCode } = error as MailError;
  const inner = originalCode ?? codeOf(error);
  const said = responseCode === undefined ? '' : ` (${responseCode})`;
  if (code === 'ETLS' || /CERT|SELF_SIGNED|UNABLE_TO/.test(inner))
    return { kind: 'failed', why: 'the certificate of the mail server, or its TLS, is not to be trusted' };
  if (code === 'EAUTH' && (responseCode === undefined || responseCode >= 500))
    return { kind: 'refused', why: `the mail server does not let us in${said}` };
  if (responseCode !== undefined && responseCode >= 500)
    return { kind: 'refused', why: `the mail server does not take it${said}` };
  if (responseCode !== undefined && responseCode >= 400)
    return { kind: 'failed', why: `the mail server takes nothing now${said}` };
  // Behind the dot that ends a message nobody knows whether it was read; and of a lost connection nodemailer says no more.
  const mayHaveArrived =
    code !== 'EDNS' && !/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/.test(inner);
  const why =
    signal.aborted || code === 'ETIMEDOUT'
      ? 'the mail server did not answer in time'
      : 'the mail server cannot be reached, or was cut off';
  return { kind: 'failed', why: `${why} (${inner})`, mayHaveArrived };
}

function codeAtStart(response: unknown): string {
  return /^\d{3}/.exec(String(response))?.[0] ?? 'no code';
}
