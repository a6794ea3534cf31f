import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import { hostOf, line, webAddress } from './address.ts';
import { channel, type Notice } from './channel.ts';
import { type Coded, judgeCoded } from './judge-answer.ts';
import { footerOf, linesOf, titleOf } from './notice-text.ts';

/** A body has at most 20 KB, in which a sign may take twice its bytes. */
const LINES_BYTES_MAX = 8000;
const TITLE_CHARS_MAX = 500;
const CODED: Coded = {
  // `StatusCode`: of the first edition of its answers, which come still.
  fields: ['code', 'StatusCode'],
  codes: {
    '9499': ['refused', 'it does not take the message'],
    '19001': ['gone', 'the bot is not there any more'],
    '19021': ['refused', 'the signature is wrong: check the secret, and the clock of this machine'],
    '19022': ['refused', 'the bot takes nothing from this address of the network'],
    '19024': ['refused', 'the bot wants a keyword that is not in the text: set it to Tollkeeper'],
  },
  // A hundred a minute and five a second of a tenant; the same of a group. Either may come with a 400.
  tooFast: [11232, 230020],
  tooFastMs: 60_000,
};
const COLORS = { urgent: 'red', soon: 'orange', note: 'blue' } as const;

/** A message to a Feishu or Lark group by its custom bot (open.feishu.cn/document/client-docs/bot-v3/add-custom-bot). */
export const feishu = channel({
  kind: 'feishu',
  summary: 'A Feishu or Lark group, by its custom bot',
  settings: v.strictObject({
    url: v.pipe(webAddress, v.description('address of the bot (https://open.feishu.cn/open-apis/bot/v2/hook/…)')),
    secret: v.optional(v.pipe(line(200), v.description('secret of its signature, where it is switched on'))),
  }),
  secrets: ['url', 'secret'],
  // A hundred a minute and five a second.
  paceMs: 700,
  describe: ({ url }) => hostOf(url),
  send: async (notice, { url, secret }, ports) => {
    const timestamp = String(Math.floor(ports.now() / 1000));
    const signed = secret === undefined ? {} : { timestamp, sign: signatureOf(timestamp, secret) };
    const body = JSON.stringify({ ...signed, msg_type: 'interactive', card: cardOf(notice) });
    const answered = await ports.post({ url, headers: { 'content-type': 'application/json' }, body }, ports);
    return judgeCoded(answered, CODED);
  },
});

/** What signs here is the text, and the secret is part of the key. */
function signatureOf(timestamp: string, secret: string): string {
  return createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64');
}

function cardOf(notice: Notice): object {
  const { link, level, kind } = notice;
  const lines = linesOf(notice, { max: LINES_BYTES_MAX, by: 'bytes' });
  return {
    config: { wide_screen_mode: true },
    header: { title: plain(titleOf(notice, TITLE_CHARS_MAX)), template: kind === 'resolved' ? 'green' : COLORS[level] },
    elements: [
      ...(lines === '' ? [] : [{ tag: 'div', text: plain(lines) }]),
      ...(link === null
        ? []
        : [{ tag: 'action', actions: [{ tag: 'button', type: 'primary', text: plain(link.text), url: link.url }] }]),
      { tag: 'note', elements: footerOf(notice).map(plain) },
    ],
  };
}

/** Its marked-up kind would read what came from outside as marks. */
function plain(content: string): object {
  return { tag: 'plain_text', content };
}
