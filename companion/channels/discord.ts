import * as v from 'valibot';
import { hostOf, webAddress } from './address.ts';
import { channel, type Notice } from './channel.ts';
import { judgeAnswer, notReally, readObject } from './judge-answer.ts';
import { footerOf, linesOf, titleOf } from './notice-text.ts';

const TITLE_CHARS_MAX = 256;
/** Less than a half of what it takes: each sign may get another before it, and a link follows. */
const LINES_CHARS_MAX = 1500;
const COLORS = { urgent: 0xd92d20, soon: 0xf79009, note: 0x2e90fa } as const;
const GREEN = 0x12b76a;
/** What it calls a webhook that was removed (discord.com/developers/docs/topics/opcodes-and-status-codes). */
const UNKNOWN_WEBHOOK = 10015;

/** A message to a Discord channel by a webhook (discord.com/developers/docs/resources/webhook#execute-webhook). */
export const discord = channel({
  kind: 'discord',
  summary: 'A Discord channel, by a webhook',
  settings: v.strictObject({
    url: v.pipe(webAddress, v.description('address of the webhook (https://discord.com/api/webhooks/…)')),
  }),
  secrets: ['url'],
  paceMs: 2000,
  describe: ({ url }) => hostOf(url),
  send: async (notice, { url }, ports) => {
    const to = new URL(url);
    // Otherwise it answers before it has looked at the message.
    to.searchParams.set('wait', 'true');
    const body = JSON.stringify({ allowed_mentions: { parse: [] }, embeds: [embedOf(notice)] });
    const answered = await ports.post({ url: to.href, headers: { 'content-type': 'application/json' }, body }, ports);
    const said = answered.kind === 'answer' ? readObject(answered.text) : null;
    if (answered.kind === 'answer' && answered.status === 404 && said?.code === UNKNOWN_WEBHOOK) {
      return { kind: 'gone', why: `the webhook was removed (${UNKNOWN_WEBHOOK})` };
    }
    return judgeAnswer(answered, () =>
      typeof said?.id === 'string' ? { kind: 'accepted', detail: 'it has an id there' } : notReally(),
    );
  },
});

function embedOf(notice: Notice): object {
  const { link, level, kind, at } = notice;
  const asLink = link === null ? [] : [`[${escapeMarks(link.text)}](${link.url.replaceAll(')', '%29')})`];
  const lines = escapeMarks(linesOf(notice, { max: LINES_CHARS_MAX, by: 'characters' }));
  return {
    title: escapeMarks(titleOf(notice, TITLE_CHARS_MAX / 2)),
    description: [lines, ...asLink].filter((text) => text !== '').join('\n'),
    color: kind === 'resolved' ? GREEN : COLORS[level],
    footer: { text: footerOf(notice).join('\n') },
    timestamp: new Date(at).toISOString(),
  };
}

/** What came from outside is no mark. */
function escapeMarks(text: string): string {
  return text.replace(/[\\*_~`|>[\]()#@]/g, '\\$&');
}
