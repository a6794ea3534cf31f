import * as v from 'valibot';
import { hostOf, webAddress } from './address.ts';
import type { Delivered } from './channel.ts';
import { channel } from './channel.ts';
import { judgeAnswer, notReally, readObject, sayCode } from './judge-answer.ts';
import { plainText } from './notice-text.ts';
import type { Answered } from './open-sender.ts';

const TEXT_CHARS_MAX = 4096;
const AFTER_SECONDS_MAX = 86_400;

/** A message of a Telegram bot (core.telegram.org/bots/api#sendmessage). */
export const telegram = channel({
  kind: 'telegram',
  summary: 'A Telegram chat, by a bot of yours',
  settings: v.strictObject({
    token: v.pipe(
      v.string(),
      v.trim(),
      v.regex(/^\d{1,20}:[\w-]{20,100}$/, 'a token of a bot is a number, a colon and 35 letters'),
      v.description('token of the bot (from @BotFather)'),
    ),
    chat: v.pipe(
      v.string(),
      v.trim(),
      v.regex(/^(-?\d{1,20}|@\w{1,64})$/, 'a chat is a number, or @name of a public one'),
      v.description('chat: its number, or @name'),
    ),
    url: v.optional(
      v.pipe(webAddress, v.description('address of the API, where it is not api.telegram.org')),
      'https://api.telegram.org',
    ),
  }),
  secrets: ['token'],
  paceMs: 1100,
  describe: ({ chat, url }) => `${chat} at ${hostOf(url)}`,
  send: async (notice, { token, chat, url }, ports) => {
    const text = plainText(notice, { max: TEXT_CHARS_MAX, by: 'characters' });
    // Without a way of marking up: what came from outside is no mark.
    const body = JSON.stringify({ chat_id: chat, text, link_preview_options: { is_disabled: true } });
    const to = `${url.replace(/\/$/, '')}/bot${token}/sendMessage`;
    return judge(await ports.post({ url: to, headers: { 'content-type': 'application/json' }, body }, ports));
  },
});

/** The code stands in the body, whatever the status is. */
function judge(answered: Answered): Delivered {
  const said = answered.kind === 'answer' ? readObject(answered.text) : null;
  if (said?.ok !== false) {
    return judgeAnswer(answered, () => (said?.ok === true ? { kind: 'accepted', detail: 'ok' } : notReally()));
  }
  const code = said.error_code;
  if (code === 429) {
    const seconds = (said.parameters as { readonly retry_after?: unknown } | undefined)?.retry_after;
    const isSaid = typeof seconds === 'number' && seconds > 0 && seconds <= AFTER_SECONDS_MAX;
    return { kind: 'failed', why: 'too many notices (429)', ...(isSaid && { afterMs: Math.ceil(seconds * 1000) }) };
  }
  if (code === 403) return { kind: 'gone', why: 'the chat has blocked the bot, or put it out (403)' };
  if (code === 401 || code === 404) return { kind: 'refused', why: `the token is none of a bot (${code})` };
  if (code === 400) return { kind: 'refused', why: 'there is no such chat, or it does not take the message (400)' };
  return { kind: 'failed', why: `it answered with the code ${sayCode(code)}` };
}
