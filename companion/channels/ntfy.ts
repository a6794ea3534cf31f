import * as v from 'valibot';
import { hostOf, line, webAddress } from './address.ts';
import { channel, type Notice } from './channel.ts';
import { judgeAnswer, notReally, readObject } from './judge-answer.ts';
import { bodyText, titleOf } from './notice-text.ts';

/** What is longer it would make a file of. */
const MESSAGE_BYTES_MAX = 4000;
const TITLE_CHARS_MAX = 250;
const PRIORITIES = { urgent: 5, soon: 4, note: 3 } as const;

/** A push message by ntfy, the public server or one's own (docs.ntfy.sh/publish). */
export const ntfy = channel({
  kind: 'ntfy',
  summary: 'A push message by ntfy, on ntfy.sh or a server of your own',
  settings: v.strictObject({
    topic: v.pipe(
      v.string(),
      v.trim(),
      v.regex(/^[\w-]{1,64}$/, 'a topic has 1 to 64 letters, digits, dashes'),
      v.description('topic; whoever knows it can read along'),
    ),
    token: v.optional(v.pipe(line(200), v.description('access token (tk_…), where the topic is protected'))),
    url: v.optional(
      v.pipe(webAddress, v.description('address of the server, where it is not ntfy.sh')),
      'https://ntfy.sh',
    ),
  }),
  secrets: ['topic', 'token'],
  paceMs: 5000,
  describe: ({ url }) => hostOf(url),
  send: async (notice, { topic, token, url }, ports) => {
    const headers = {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const body = JSON.stringify(messageOf(notice, topic));
    return judgeAnswer(await ports.post({ url, headers, body }, ports), ({ text }) => {
      const said = readObject(text);
      return said?.event === 'message' && typeof said.id === 'string'
        ? { kind: 'accepted', detail: 'it has an id there' }
        : notReally();
    });
  },
});

function messageOf(notice: Notice, topic: string): object {
  const { link, level, kind } = notice;
  return {
    topic,
    title: titleOf(notice, TITLE_CHARS_MAX),
    message: bodyText(notice, { max: MESSAGE_BYTES_MAX, by: 'bytes' }),
    priority: kind === 'resolved' ? 2 : PRIORITIES[level],
    tags: [kind === 'resolved' ? 'white_check_mark' : level === 'note' ? 'information_source' : 'warning'],
    ...(link !== null && { click: link.url }),
  };
}
