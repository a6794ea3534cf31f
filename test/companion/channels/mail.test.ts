import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import type { Delivered, Notice } from '../../../companion/channels/channel.ts';
import { openSender } from '../../../companion/channels/open-sender.ts';
import { openSendBy } from '../../../companion/channels/send-by.ts';
import { makeCertificate } from '../gateway/certificate.ts';
import { noticeOf } from './notice-of.ts';

const PASSWORD = 'canary-password-1';
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** What a server took. */
interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

interface MailServer {
  readonly port: number;
  readonly taken: Taken[];
  /** Ends every connection as a power cut does. */
  readonly cut: () => void;
}

/** A real mail server on loopback. */
async function mailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const taken: Taken[] = [];
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['STARTTLS'], closeTimeout: 50 },
    onData: async (stream, { envelope }, done) => {
      let text = '';
      for await (const piece of stream) text += piece;
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      taken.push({ from, to: envelope.rcptTo.map(({ address }) => address), text });
      done(null);
    },
    onAuth: ({ username, password }, _session, done) => {
      if (username === 'toll' && password === PASSWORD) done(null, { user: username });
      else done(Object.assign(new Error(`no such ${password}`), { responseCode: 535 }));
    },
    ...options,
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  server.server.on('connection', (socket) => sockets.add(socket));
  await once(server.server, 'listening');
  closing.push(() => new Promise((resolve) => server.close(() => resolve())));
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return { port: (server.server.address() as AddressInfo).port, taken, cut };
}

async function send(
  port: number,
  settings: Readonly<Record<string, unknown>> = {},
  { notice = noticeOf(), attemptMsMax = 10_000 }: { readonly notice?: Notice; readonly attemptMsMax?: number } = {},
): Promise<Delivered> {
  const sender = openSender({});
  const by = openSendBy(
    { now: Date.now, post: sender.send, surroundings: { platform: 'linux', environment: {} } },
    attemptMsMax,
  );
  const all = {
    to: 'anna@example.com',
    from: 'toll@example.org',
    host: '127.0.0.1',
    port,
    security: 'none',
    ...settings,
  };
  const kept = { name: 'anna', kind: 'mail', settings: all, isOn: true, offBecause: null };
  const delivered = await by(kept, notice, new AbortController().signal);
  await sender.close();
  expect(JSON.stringify(delivered)).not.toContain(PASSWORD);
  return delivered;
}

describe('mail', () => {
  it('arrives as text and HTML, with an id that is the notice’s own', async () => {
    const { port, taken } = await mailServer();
    expect((await send(port)).kind).toBe('accepted');
    expect(taken).toHaveLength(1);
    expect(taken[0]).toMatchObject({ from: 'toll@example.org', to: ['anna@example.com'] });
    const text = taken[0]?.text ?? '';
    expect(text).toMatch(/^message-id: <notice-0001@example\.org>\r?$/im);
    expect(text).toMatch(/^auto-submitted: auto-generated\r?$/im);
    expect(text).toMatch(/content-type: text\/plain/i);
    expect(text).toMatch(/content-type: text\/html/i);
    expect(text).toContain('Tollkeeper notice notice-0001');
    expect(text).not.toContain('second copy');
  });

  it('a second copy has the same id, and says what it is', async () => {
    const { port, taken } = await mailServer();
    await send(port, {}, { notice: noticeOf({ isSecondCopy: true }) });
    expect(taken[0]?.text).toMatch(/^message-id: <notice-0001@example\.org>\r?$/im);
    expect(taken[0]?.text.replaceAll('=\r\n', '')).toContain('This may be a second copy');
  });

  it('what came from outside adds no header, no receiver and no mark of HTML', async () => {
    const { port, taken } = await mailServer();
    const title = 'x\r\nBcc: eve@example.com\r\n\r\n<b>y</b>';
    await send(port, {}, { notice: noticeOf({ title, lines: ['<script>1</script>'] }) });
    expect(taken[0]?.to).toEqual(['anna@example.com']);
    expect(taken[0]?.text.split('\r\n\r\n')[0]).not.toMatch(/^bcc:/im);
    const [, html = ''] = (taken[0]?.text.replaceAll('=\r\n', '') ?? '').split(/content-type: text\/html/i);
    expect(html).not.toContain('<script>');
    expect(html).toContain('&lt;script&gt;');
  });

  it('a report’s own page is what is shown', async () => {
    const { port, taken } = await mailServer();
    await send(port, {}, { notice: noticeOf({ html: '<html><body><table id="r"></table></body></html>' }) });
    const text = taken[0]?.text.replaceAll('=\r\n', '').replaceAll('=3D', '=') ?? '';
    expect(text).toContain('<table id="r">');
    expect(text).toContain('notice-0001');
  });

  it('a user name and password let us in; wrong ones are refused for good', async () => {
    const { port, taken } = await mailServer({ authOptional: false, allowInsecureAuth: true });
    expect((await send(port, { user: 'toll', password: PASSWORD })).kind).toBe('accepted');
    expect(await send(port, { user: 'eve', password: PASSWORD })).toMatchObject({
      ...{ kind: 'refused', why: 'the mail server does not let us in (535)' },
    });
    expect((await send(port)).kind).toBe('refused');
    expect(taken).toHaveLength(1);
  });

  it('STARTTLS that is not offered, or by a stranger’s certificate, is no way; nothing was said before it', async () => {
    const without = await mailServer();
    const asked = await send(without.port, { security: 'starttls', user: 'toll', password: PASSWORD });
    expect(asked).toMatchObject({ kind: 'failed' });
    const certificate = makeCertificate('localhost');
    const stranger = await mailServer({ ...certificate, disabledCommands: [] });
    const told = await send(stranger.port, { security: 'starttls', host: 'localhost' });
    expect(told.kind === 'failed' && told.why).toContain('certificate');
    const secure = await mailServer({ ...certificate, secure: true });
    const other = await send(secure.port, { security: 'tls', host: 'localhost' });
    expect(other.kind === 'failed' && other.why).toContain('certificate');
    expect([...without.taken, ...stranger.taken, ...secure.taken]).toEqual([]);
  });

  it.each([
    ['STARTTLS', { security: 'starttls' }, { disabledCommands: [] }],
    ['TLS from the beginning', { security: 'tls' }, { secure: true }],
  ] as const)('%s by a certificate that is trusted carries it, password and all', async (_name, settings, options) => {
    const certificate = makeCertificate('localhost');
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, certificate.cert]);
    try {
      const { port, taken } = await mailServer({
        ...certificate,
        ...options,
        disabledCommands: [],
        authOptional: false,
      });
      const delivered = await send(port, { ...settings, host: 'localhost', user: 'toll', password: PASSWORD });
      expect(delivered).toEqual({ kind: 'accepted', detail: 'the server took it (250)' });
      expect(taken).toHaveLength(1);
    } finally {
      setDefaultCACertificates(before);
    }
  });

  it.each([
    [550, 'refused'],
    [452, 'failed'],
  ] as const)('a receiver that the server answers with %d is %s', async (responseCode, kind) => {
    const { port } = await mailServer({
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no'), { responseCode })),
    });
    expect((await send(port)).kind).toBe(kind);
  });

  it('a server that breaks off behind the message: it may have arrived', async () => {
    const server = await mailServer({
      onData: (stream) => void stream.resume().once('end', () => server.cut()),
    });
    expect(await send(server.port)).toMatchObject({ kind: 'failed', mayHaveArrived: true });
  });

  it('a server that never answers is left; nobody there is for later', async () => {
    const { port } = await mailServer({ onConnect: () => undefined });
    expect(await send(port, {}, { attemptMsMax: 200 })).toMatchObject({ kind: 'failed' });
    await closing.pop()?.();
    expect(await send(port)).toMatchObject({ kind: 'failed', mayHaveArrived: false });
  });

  it.each([
    ['no TLS to elsewhere', { host: 'smtp.example.com' }],
    ['two receivers', { to: 'a@example.com,b@example.com' }],
    ['a name in angle brackets', { to: 'A <a@example.com>' }],
    ['a user without a password', { user: 'toll' }],
  ])('%s is refused before anything is sent', async (_name, settings) => {
    const { port, taken } = await mailServer();
    expect(await send(port, settings)).toMatchObject({ kind: 'refused' });
    expect(taken).toEqual([]);
  });
});
