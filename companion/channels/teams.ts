import * as v from 'valibot';
import { hostOf, webAddress } from './address.ts';
import { channel, type Notice } from './channel.ts';
import { judgeAnswer, notReally, readObject } from './judge-answer.ts';
import { footerOf, linesOf, titleOf } from './notice-text.ts';

/** A message has at most 28 KB, in which a sign may take twice its bytes, and each line a frame. */
const LINES_BYTES_MAX = 6000;
const LINES_MAX = 60;
const TITLE_CHARS_MAX = 500;
const COLORS = { urgent: 'Attention', soon: 'Warning', note: 'Accent' } as const;
const ENDED = /^(WorkflowTriggerIsNotEnabled|WorkflowNotFound|TriggerNotFound|WorkflowSuspended)$/i;

/** A card in a Teams channel by a workflow, "when a webhook request is received" (learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors). */
export const teams = channel({
  kind: 'teams',
  summary: 'A Teams channel, by a workflow that waits for a webhook',
  settings: v.strictObject({
    url: v.pipe(webAddress, v.description('address of the workflow (https://….logic.azure.com/workflows/…)')),
  }),
  secrets: ['url'],
  paceMs: 1000,
  describe: ({ url }) => hostOf(url),
  send: async (notice, { url }, ports) => {
    const body = JSON.stringify(messageOf(notice));
    const answered = await ports.post({ url, headers: { 'content-type': 'application/json' }, body }, ports);
    const said = answered.kind === 'answer' ? readObject(answered.text) : null;
    const code = (said?.error as { readonly code?: unknown } | undefined)?.code;
    if (answered.kind === 'answer' && answered.status >= 400 && typeof code === 'string' && ENDED.test(code)) {
      return { kind: 'gone', why: `the workflow was switched off or removed (${code})` };
    }
    // A workflow answers with nothing (202), an older connector with "1"; both may have a no in a good answer's text.
    return judgeAnswer(answered, ({ status, text }) => {
      if (status === 202 || text.trim() === '' || text.trim() === '1')
        return { kind: 'accepted', detail: String(status) };
      const inner = /HTTP error (\d{3})/.exec(text)?.[1];
      return notReally(inner === undefined ? undefined : `it answered with 200, and with ${inner} in its text`);
    });
  },
});

function messageOf(notice: Notice): object {
  const { link, level, kind } = notice;
  const lines = linesOf(notice, { max: LINES_BYTES_MAX, by: 'bytes' }).split('\n');
  const color = kind === 'resolved' ? 'Good' : COLORS[level];
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    ...{ type: 'AdaptiveCard', version: '1.4' },
    body: [
      rich(titleOf(notice, TITLE_CHARS_MAX), { weight: 'Bolder', size: 'Medium', color }),
      ...lines
        .filter((text) => text !== '')
        .slice(0, LINES_MAX)
        .map((text) => rich(text, {})),
      ...footerOf(notice).map((text) => rich(text, { size: 'Small', isSubtle: true })),
    ],
    actions: link === null ? [] : [{ type: 'Action.OpenUrl', title: link.text, url: link.url }],
  };
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content };
  return { type: 'message', attachments: [attachment] };
}

/** The kind of text in which nothing is a mark. */
function rich(text: string, look: object): object {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...look }] };
}
