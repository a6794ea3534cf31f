import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import { hostOf, line, webAddress } from './address.ts';
import { channel } from './channel.ts';
import { type Coded, judgeCoded } from './judge-answer.ts';
import { plainText } from './notice-text.ts';

/** A body has at most 20 KB, in which a sign may take twice its bytes. */
const TEXT_BYTES_MAX = 9000;
const CODED: Coded = {
  fields: ['errcode'],
  codes: {
    '300001': ['gone', 'the bot is not there any more'],
    '300005': ['gone', 'the bot is not there any more'],
    '310000': [
      'refused',
      'the bot wants a signature, a keyword (set it to Tollkeeper) or another address of the network',
    ],
    '400013': ['gone', 'the group was dissolved'],
    '400101': ['gone', 'the access token is none'],
    '400102': ['gone', 'the bot was switched off'],
    '400106': ['gone', 'the bot is not in the group any more'],
    '40035': ['refused', 'it does not take the message'],
    '43004': ['refused', 'it does not take the message'],
    '400105': ['refused', 'it does not take the message'],
    '430101': ['refused', 'it takes a link in the text for unsafe'],
    '430102': ['refused', 'it takes the text for unfit'],
    '430104': ['refused', 'it takes the text for unfit'],
  },
  // Who sends more than twenty in a minute is not heard for ten.
  tooFast: [130101, 410100],
  tooFastMs: 10 * 60_000,
};

/**
 * A message to a DingTalk group by its custom bot (open.dingtalk.com/document/robots/custom-robot-access, and, with limits and
 * `msgUuid`, help.dingtalk.io/open/development/custom-robots-send-group-messages, read 2026-11-22).
 */
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
    // It shows what has one number once: a second copy is seen only where it did not take the first.
    const body = JSON.stringify({ msgtype: 'text', msgUuid: notice.id, text: { content } });
    const headers = { 'content-type': 'application/json' };
    return judgeCoded(await ports.post({ url: to.href, headers, body }, ports), CODED);
  },
});
