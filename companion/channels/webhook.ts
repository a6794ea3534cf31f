import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import { hostOf, webAddress } from './address.ts';
import { channel, type Delivered, type Notice } from './channel.ts';
import { judgeAnswer, later } from './judge-answer.ts';

const FORMATS = ['standard', 'cloudevents'] as const;

/**
 * A signed webhook (Standard Webhooks 1.0, github.com/standard-webhooks/standard-webhooks): what is not 2xx is sent again on its
 * schedule, 410 is for ever, and the id is the same in every copy.
 */
export const webhook = channel({
  kind: 'webhook',
  summary: 'Your own server, signed as Standard Webhooks has it',
  settings: v.strictObject({
    url: v.pipe(webAddress, v.description('address of your server')),
    secret: v.pipe(
      v.string(),
      v.trim(),
      v.regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'a secret is whsec_ and 24 to 64 bytes in base64'),
      v.description('secret that signs (whsec_…)'),
    ),
    format: v.optional(
      v.pipe(
        v.picklist(FORMATS, `a format is ${FORMATS.join(' or ')}`),
        v.description('format of the body: standard, or cloudevents (CloudEvents 1.0)'),
      ),
      'standard',
    ),
  }),
  secrets: ['url', 'secret'],
  paceMs: 0,
  describe: ({ url }) => hostOf(url),
  send: async (notice, { url, secret, format }, ports) => {
    const body = JSON.stringify(format === 'cloudevents' ? cloudEventOf(notice) : standardOf(notice));
    const timestamp = String(Math.floor(ports.now() / 1000));
    const signed = `${notice.id}.${timestamp}.${body}`;
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const headers = {
      'content-type': format === 'cloudevents' ? 'application/cloudevents+json' : 'application/json',
      'webhook-id': notice.id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
    };
    const answered = await ports.post({ url, headers, body }, ports);
    const judged = judgeAnswer(answered, ({ status }): Delivered => ({ kind: 'accepted', detail: String(status) }));
    // Whatever else it says, it may be put right until the schedule is over.
    return judged.kind === 'refused' && answered.kind === 'answer' ? later(answered, judged.why) : judged;
  },
});

function standardOf(notice: Notice): object {
  return { type: typeOf(notice), timestamp: new Date(notice.at).toISOString(), data: dataOf(notice) };
}

function cloudEventOf(notice: Notice): object {
  return {
    ...{ specversion: '1.0', id: notice.id, source: '/tollkeeper', type: typeOf(notice) },
    ...(notice.alert !== null && { subject: notice.alert }),
    ...{ time: new Date(notice.at).toISOString(), datacontenttype: 'application/json', data: dataOf(notice) },
  };
}

function typeOf({ kind }: Notice): string {
  return `tollkeeper.notice.${kind}`;
}

function dataOf({ id, alert, level, title, lines, link, data, isSecondCopy, overAt }: Notice): object {
  return { ...{ id, alert, level, title, lines, link }, mayBeSecondCopy: isSecondCopy, overAt, details: data };
}
