import * as v from 'valibot';
import { hostOf, webAddress } from './address.ts';
import { channel } from './channel.ts';
import { type Coded, judgeCoded } from './judge-answer.ts';
import { plainText } from './notice-text.ts';

const TEXT_BYTES_MAX = 2048;
const CODED: Coded = {
  fields: ['errcode'],
  codes: {
    '93000': ['gone', 'the bot is not there any more, or its address is wrong'],
    '40008': ['refused', 'it does not take the message'],
    '44004': ['refused', 'it does not take the message'],
    '45002': ['refused', 'the message is too long'],
  },
  // Twenty a minute.
  tooFast: [45009],
  tooFastMs: 60_000,
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
    return judgeCoded(answered, CODED);
  },
});
