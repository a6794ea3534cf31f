import * as v from 'valibot';
import { hostOf, webAddress } from './address.ts';
import type { Notice } from './channel.ts';
import { channel, type Delivered } from './channel.ts';
import { judgeAnswer, notReally, sayCode } from './judge-answer.ts';
import { escapeHtml, footerOf, linesOf, titleOf } from './notice-text.ts';

const HEADER_CHARS_MAX = 150;
const SECTION_CHARS_MAX = 3000;
/**
 * Words that it answers with where the hook, or what it leads to, is no more, with 400, 403, 404 or 410
 * (api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks, read 2026-11-22).
 */
const ENDED = [
  ...['no_service', 'no_service_id', 'no_active_hooks', 'no_team', 'team_disabled'],
  ...['channel_not_found', 'channel_is_archived', 'user_not_found'],
];

/** A message to a Slack channel by an incoming webhook, in Block Kit (docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). */
export const slack = channel({
  kind: 'slack',
  summary: 'A Slack channel, by an incoming webhook',
  settings: v.strictObject({
    url: v.pipe(webAddress, v.description('address of the incoming webhook (https://hooks.slack.com/services/…)')),
  }),
  secrets: ['url'],
  paceMs: 1000,
  describe: ({ url }) => hostOf(url),
  send: async (notice, { url }, ports) => {
    const body = JSON.stringify(messageOf(notice));
    const answered = await ports.post({ url, headers: { 'content-type': 'application/json' }, body }, ports);
    const word = answered.kind === 'answer' ? answered.text.trim() : '';
    if (answered.kind === 'answer' && ENDED.includes(word)) {
      return { kind: 'gone', why: `the webhook leads nowhere any more (${sayCode(word)})` };
    }
    return judgeAnswer(answered, (): Delivered => (word === 'ok' ? { kind: 'accepted', detail: 'ok' } : notReally()));
  },
});

function messageOf(notice: Notice): object {
  const { link } = notice;
  const lines = linesOf(notice, { max: SECTION_CHARS_MAX, by: 'characters' });
  const asLink = link === null ? '' : `<${escapeUrl(link.url)}|${escapeText(link.text)}>`;
  return {
    // For notifications, and for readers that show no blocks.
    text: escapeText(titleOf(notice, SECTION_CHARS_MAX)),
    unfurl_links: false,
    blocks: [
      { type: 'header', text: plain(titleOf(notice, HEADER_CHARS_MAX)) },
      ...(lines === '' ? [] : [{ type: 'section', text: plain(lines) }]),
      ...(link === null ? [] : [{ type: 'section', text: { type: 'mrkdwn', text: asLink } }]),
      { type: 'context', elements: footerOf(notice).map(plain) },
    ],
  };
}

function plain(text: string): object {
  return { type: 'plain_text', text, emoji: false };
}

/** The three signs that mean something in its text. */
function escapeText(text: string): string {
  return escapeHtml(text).replaceAll('&quot;', '"');
}

function escapeUrl(url: string): string {
  return url.replaceAll('|', '%7C').replaceAll('>', '%3E');
}
