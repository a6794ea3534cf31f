import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import { hostOf, line, webAddress } from './address.ts';
import { channel } from './channel.ts';
import { type Codes, judgeAnswer, judgeCode, notReally, readObject } from './judge-answer.ts';
import { plainText } from './notice-text.ts';

/** A body has at most 20 KB, in which a sign may take twice its bytes. */
const TEXT_BYTES_MAX = 9000;
/** Who sends more than twenty in a minute is not heard for ten. */
const TOO_FAST = [130101, 410100];
const TOO_FAST_MS = 10 * 60_000;
const CODES: Codes = {
  '300001': ['gone', 'the bot is not there any more'],
  '300005': ['gone', 'the bot is not there any more'],
  '310000': [
    'refused',
    'the bot wants a signature, a keyword (set it to Tollkeeper) or another address of the network',
  ],
  '400013': ['gone', 'the group was dissolved'],
  '400101': ['gone', 'the access token is none'],
  '400102': ['gone', 'the bot was switched off'],
};

/** A message to a DingTalk group by its custom bot (open.dingtalk.com/document/robots/custom-robot-access). */
export const dingtalk = channel({
  kind: 'dingtalk',
  summary: 'A DingTalk group, by its custom bot',
  settings: v.strictObject({
    url: v.pipe(webAddress, v.description('address of the bot (https://oapi.dingtalk.com/robot/send?access_token=…)')),
    secret: v.optional(v.pipe(line(200), v.description('secret of its signature (SEC…), where it is switched on'))),
  }),
  secrets: ['url', 'secret'],
  paceMs: 3000,
  describe: ({ url }) => hostOf(url),
  send: async (notice, { url, secret }, ports) => {
    const to = new URL(url);
    if (secret !== undefined) {
      const timestamp = String(ports.now());
      const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
      to.searchParams.set('timestamp', timestamp);
      to.searchParams.set('sign', sign);
    }
    const content = plainText(notice, { max: TEXT_BYTES_MAX, by: 'bytes' });
    const body = JSON.stringify({ msgtype: 'text', text: { content } });
    const headers = { 'content-type': 'application/json' };
    return judgeAnswer(await ports.post({ url: to.href, headers, body }, ports), ({ text }) => {
      const code = readObject(text)?.errcode;
      if (code === 0) return { kind: 'accepted', detail: 'errcode 0' };
      if (typeof code === 'number' && TOO_FAST.includes(code)) {
        return { kind: 'failed', why: `too many notices in a minute (${code})`, afterMs: TOO_FAST_MS };
      }
      return code === undefined ? notReally() : judgeCode(code, CODES);
    });
  },
});
