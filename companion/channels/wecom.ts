import * as v from 'valibot';
import { hostOf, webAddress } from './address.ts';
import { channel } from './channel.ts';
import { type Codes, judgeAnswer, judgeCode, notReally, readObject } from './judge-answer.ts';
import { plainText } from './notice-text.ts';

const TEXT_BYTES_MAX = 2048;
/** Twenty a minute. */
const TOO_FAST = 45009;
const TOO_FAST_MS = 60_000;
const CODES: Codes = {
  '93000': ['gone', 'the bot is not there any more, or its address is wrong'],
  '40008': ['refused', 'it does not take the message'],
  '44004': ['refused', 'it does not take the message'],
  '45002': ['refused', 'the message is too long'],
};

/** A message to a WeCom group by its bot (developer.work.weixin.qq.com/document/path/91770). */
export const wecom = channel({
  kind: 'wecom',
  summary: 'A WeCom (WeChat Work) group, by its bot',
  settings: v.strictObject({
    url: v.pipe(
      webAddress,
      v.description('address of the bot (https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…)'),
    ),
  }),
  secrets: ['url'],
  paceMs: 3000,
  describe: ({ url }) => hostOf(url),
  send: async (notice, { url }, ports) => {
    const content = plainText(notice, { max: TEXT_BYTES_MAX, by: 'bytes' });
    const body = JSON.stringify({ msgtype: 'text', text: { content } });
    const answered = await ports.post({ url, headers: { 'content-type': 'application/json' }, body }, ports);
    return judgeAnswer(answered, ({ text }) => {
      const code = readObject(text)?.errcode;
      if (code === 0) return { kind: 'accepted', detail: 'errcode 0' };
      if (code === TOO_FAST) {
        return { kind: 'failed', why: `too many notices in a minute (${code})`, afterMs: TOO_FAST_MS };
      }
      return code === undefined ? notReally() : judgeCode(code, CODES);
    });
  },
});
