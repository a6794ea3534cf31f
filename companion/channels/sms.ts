import * as v from 'valibot';
import { hostOf, line, webAddress } from './address.ts';
import { channel, type Delivered } from './channel.ts';
import { type Codes, judgeAnswer, notReally, readObject, sayCode } from './judge-answer.ts';
import { plainText } from './notice-text.ts';
import type { Answered } from './open-sender.ts';

/** Two parts of Latin text, five of any other: a notice is no letter. */
const TEXT_CHARS_MAX = 306;
const number = v.pipe(v.string(), v.trim(), v.regex(/^\+\d{6,15}$/, 'a number is written +4915112345678'));
/**
 * twilio.com/docs/api/errors; 21610: they answered STOP. Twilio makes its codes finer from time to time (its changelog of 2024-07-10) and
 * asks not to rely on them: one that is not here is judged by its status.
 */
const CODES: Codes = {
  '21610': ['gone', 'this number wants no messages any more'],
  '20003': ['refused', 'it does not let us in'],
  '21211': ['refused', 'the number is none'],
  '21614': ['refused', 'the number takes no messages'],
  '21606': ['refused', 'the sender may not send there'],
  '21408': ['refused', 'the account may not send to this country'],
};

/** A text message by Twilio, or by what speaks as it does (twilio.com/docs/messaging/api/message-resource). */
export const sms = channel({
  kind: 'sms',
  summary: "A text message, by Twilio's API",
  settings: v.strictObject({
    to: v.pipe(number, v.description('number of the person')),
    from: v.pipe(
      v.string(),
      v.trim(),
      v.regex(/^(\+\d{6,15}|MG[0-9a-f]{32}|[A-Za-z0-9 ]{1,11})$/, 'a sender is a number, a name, or a service (MG…)'),
      v.description('sender: a number of yours, or a messaging service (MG…)'),
    ),
    account: v.pipe(
      v.string(),
      v.trim(),
      v.regex(/^AC[0-9a-f]{32}$/, 'an account is AC and 32 hex digits'),
      v.description('account (AC…)'),
    ),
    token: v.pipe(line(200), v.description('auth token of the account')),
    url: v.optional(
      v.pipe(webAddress, v.description('address of the API, where it is not api.twilio.com')),
      'https://api.twilio.com',
    ),
  }),
  secrets: ['token'],
  paceMs: 1100,
  describe: ({ to, url }) => `${to.slice(0, 3)}…${to.slice(-3)} by ${hostOf(url)}`,
  send: async (notice, { to, from, account, token, url }, ports) => {
    const text = plainText(notice, { max: TEXT_CHARS_MAX, by: 'characters' });
    const sender = from.startsWith('MG') && from.length === 34 ? { MessagingServiceSid: from } : { From: from };
    const body = new URLSearchParams({ To: to, ...sender, Body: text }).toString();
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from([account, token].join(':')).toString('base64')}`,
    };
    const path = `/2010-04-01/Accounts/${account}/Messages.json`;
    return judge(await ports.post({ url: url.replace(/\/$/, '') + path, headers, body }, ports));
  },
});

function judge(answered: Answered): Delivered {
  const said = answered.kind === 'answer' ? readObject(answered.text) : null;
  const code = sayCode(said?.code ?? said?.error_code);
  const known = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
  if (known !== undefined) return { kind: known[0], why: `${known[1]} (${code})` };
  return judgeAnswer(answered, () => {
    if (typeof said?.sid !== 'string') return notReally();
    if (said.status === 'failed' || said.status === 'undelivered' || typeof said.error_code === 'number') {
      return { kind: 'failed', why: `it was taken and could not be sent on (${code})` };
    }
    return { kind: 'accepted', detail: `${sayCode(said.sid)} ${sayCode(said.status)}` };
  });
}
