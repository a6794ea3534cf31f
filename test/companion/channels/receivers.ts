import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { Delivered } from '../../../companion/channels/channel.ts';

/** A request as a receiver gets it. */
export interface Received {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a receiver says. */
export interface Said {
  readonly status: number;
  readonly body?: string | object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How one product looks from its own side: none of our code is in it. */
export interface Product {
  readonly kind: string;
  readonly settings: (origin: string) => Readonly<Record<string, unknown>>;
  /** Never to be told. */
  readonly secrets: readonly string[];
  /** What is wrong with a request, as the product would see it; null: it takes it. */
  readonly check: (request: Received) => string | null;
  readonly ok: Said;
  /** Its own ways to say no, and what each comes to. */
  readonly noes: readonly (readonly [name: string, said: Said, kind: Delivered['kind'], afterMs?: number])[];
}

export const SECRET = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
const PATH = '/hook/T0CANARY/B0CANARY';
const TOKEN = 'canary-token-0123456789';
const BOT = '123456:CANARY-canary-canary-canary-cana';
const ACCOUNT = `AC${'0a'.repeat(16)}`;
const SIGNING = 'SECcanary0123456789';

const json = (status: number, body: object, headers = {}): Said => ({ status, body, headers });
const path = (origin: string): string => `${origin}${PATH}`;
const asJson = ({ headers, body }: Received): Record<string, unknown> | null =>
  headers['content-type']?.includes('json') ? JSON.parse(body) : null;
const atPath = ({ url }: Received): string | null => (url.startsWith(PATH) ? null : 'nothing is there');

/** Every product that is spoken to over HTTP. */
export const products: readonly Product[] = [
  {
    kind: 'slack',
    settings: (origin) => ({ url: path(origin) }),
    secrets: [PATH],
    check: (request) => {
      const message = asJson(request) as { text: string; blocks: { type: string; text?: { text: string } }[] } | null;
      if (message === null || message.text === '' || message.blocks.length > 50) return 'invalid_payload';
      const tooLong = message.blocks.some(
        ({ type, text }) => (text?.text.length ?? 1) > (type === 'header' ? 150 : 3000),
      );
      return tooLong ? 'invalid_blocks' : atPath(request);
    },
    ok: { status: 200, body: 'ok' },
    noes: [
      ['the webhook was removed', { status: 404, body: 'no_service' }, 'gone'],
      ['the webhook was switched off', { status: 403, body: 'no_active_hooks' }, 'gone'],
      ['the channel is archived', { status: 410, body: 'channel_is_archived' }, 'gone'],
      ['forbidden', { status: 403, body: 'action_prohibited' }, 'refused'],
      ['a bad payload', { status: 400, body: 'invalid_payload' }, 'refused'],
      ['too many', { status: 429, body: 'rate_limited', headers: { 'retry-after': '30' } }, 'failed', 30_000],
      ['a page that is not Slack', { status: 200, body: '<html>Sign in</html>' }, 'failed'],
    ],
  },
  {
    kind: 'feishu',
    settings: (origin) => ({ url: path(origin), secret: SIGNING }),
    secrets: [PATH, SIGNING],
    check: (request) => {
      if (request.body.length > 20 * 1024) return 'too large';
      const { timestamp, sign, msg_type: type, card } = asJson(request) as Record<string, string>;
      const expected = createHmac('sha256', `${timestamp}\n${SIGNING}`).digest('base64');
      if (Math.abs(Date.now() / 1000 - Number(timestamp)) > 3600) return 'old';
      return sign === expected && type === 'interactive' && card ? atPath(request) : 'sign match fail';
    },
    ok: json(200, { StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' }),
    noes: [
      ['a wrong signature', json(200, { code: 19021, msg: `sign match fail ${SIGNING}`, data: {} }), 'refused'],
      ['no keyword', json(200, { code: 19024, msg: 'Key Words Not Found' }), 'refused'],
      ['no such bot', json(200, { code: 19001, msg: 'param invalid: incoming webhook access token invalid' }), 'gone'],
      ['too often', json(200, { code: 11232, msg: 'frequency limited' }), 'failed', 60_000],
      ['too often, with a 400', json(400, { code: 230020, msg: 'frequency limited' }), 'failed', 60_000],
      ['a code that nobody knows, with a 400', json(400, { code: 12345, msg: SIGNING }), 'refused'],
      ['no code at all', json(200, { msg: 'hello' }), 'failed'],
    ],
  },
  {
    kind: 'dingtalk',
    settings: (origin) => ({ url: `${path(origin)}?access_token=${TOKEN}`, secret: SIGNING }),
    secrets: [PATH, TOKEN, SIGNING],
    check: (request) => {
      const asked = new URL(request.url, 'http://x').searchParams;
      const stamp = asked.get('timestamp');
      const expected = createHmac('sha256', SIGNING).update(`${stamp}\n${SIGNING}`).digest('base64');
      const message = asJson(request) as { msgtype: string; msgUuid: string; text: { content: string } };
      if (!message.text.content.includes(message.msgUuid)) return 'not told from others';
      if (asked.get('access_token') !== TOKEN || asked.get('sign') !== expected) return 'sign not match';
      return message.text.content.length > 0 && Buffer.byteLength(request.body) < 20_000 ? atPath(request) : 'content';
    },
    ok: json(200, { errcode: 0, errmsg: 'ok' }),
    noes: [
      ['a wrong signature', json(200, { errcode: 310000, errmsg: `sign not match ${SIGNING}` }), 'refused'],
      ['no such token', json(200, { errcode: 300005, errmsg: 'token is not exist' }), 'gone'],
      ['too fast', json(200, { errcode: 130101, errmsg: 'send too fast' }), 'failed', 600_000],
      ['busy', json(200, { errcode: -1, errmsg: 'system busy' }), 'failed'],
      ['bot taken out of the group', json(200, { errcode: 400106, errmsg: 'robot not exist' }), 'gone'],
      ['an unfit text', json(200, { errcode: 430104, errmsg: 'unfit content' }), 'refused'],
    ],
  },
  {
    kind: 'wecom',
    settings: (origin) => ({ url: `${path(origin)}?key=${TOKEN}` }),
    secrets: [PATH, TOKEN],
    check: (request) => {
      const message = asJson(request) as { msgtype: string; text: { content: string } };
      return Buffer.byteLength(message.text.content) <= 2048 ? atPath(request) : 'too long';
    },
    ok: json(200, { errcode: 0, errmsg: 'ok' }),
    noes: [
      ['no such bot', json(200, { errcode: 93000, errmsg: 'invalid webhook url' }), 'gone'],
      ['too often', json(200, { errcode: 45009, errmsg: 'api freq out of limit' }), 'failed', 60_000],
      ['too long', json(200, { errcode: 45002, errmsg: 'content size out of limit' }), 'refused'],
      ['no object', { status: 200, body: '[]' }, 'failed'],
    ],
  },
  {
    kind: 'telegram',
    settings: (origin) => ({ token: BOT, chat: '-1001234', url: origin }),
    secrets: [BOT],
    check: (request) => {
      const message = asJson(request) as { chat_id: string; text: string; parse_mode?: string };
      if (request.url !== `/bot${BOT}/sendMessage`) return 'Not Found';
      return message.chat_id === '-1001234' && message.text.length <= 4096 && message.text !== '' ? null : 'bad';
    },
    ok: json(200, { ok: true, result: { message_id: 7 } }),
    noes: [
      [
        'no with a 200',
        json(200, { ok: false, error_code: 400, description: 'Bad Request: chat not found' }),
        'refused',
      ],
      ['blocked', json(403, { ok: false, error_code: 403, description: 'bot was blocked by the user' }), 'gone'],
      ['a wrong token', json(401, { ok: false, error_code: 401, description: `Unauthorized ${BOT}` }), 'refused'],
      ['too many', json(429, { ok: false, error_code: 429, parameters: { retry_after: 35 } }), 'failed', 35_000],
      ['neither yes nor no', json(200, { result: {} }), 'failed'],
    ],
  },
  {
    kind: 'discord',
    settings: (origin) => ({ url: path(origin) }),
    secrets: [PATH],
    check: (request) => {
      const [embed] = (
        asJson(request) as { embeds: { title: string; description: string; footer: { text: string } }[] }
      ).embeds;
      if (embed === undefined || !request.url.includes('wait=true')) return 'empty';
      const { title, description, footer } = embed;
      const isShort = title.length <= 256 && description.length <= 4096 && footer.text.length <= 2048;
      return isShort && title.length + description.length + footer.text.length <= 6000 ? atPath(request) : 'too long';
    },
    ok: json(200, { id: '1234', type: 0 }),
    noes: [
      ['the webhook was removed', json(404, { message: 'Unknown Webhook', code: 10015 }), 'gone'],
      ['a wrong token', json(401, { message: 'Invalid Webhook Token', code: 50027 }), 'refused'],
      ['too many', json(429, { retry_after: 0.65, global: false }, { 'retry-after': '0.65' }), 'failed', 650],
      ['no message', json(200, {}), 'failed'],
    ],
  },
  {
    kind: 'teams',
    settings: (origin) => ({ url: `${path(origin)}?sig=${TOKEN}` }),
    secrets: [PATH, TOKEN],
    check: (request) => {
      if (request.body.length > 28 * 1024) return 'too large';
      const { type, attachments } = asJson(request) as {
        type: string;
        attachments: { contentType: string; content: { type: string } }[];
      };
      const isCard = attachments[0]?.contentType === 'application/vnd.microsoft.card.adaptive';
      return type === 'message' && isCard && attachments[0]?.content.type === 'AdaptiveCard' ? atPath(request) : 'bad';
    },
    ok: { status: 202 },
    noes: [
      ['the workflow is off', json(400, { error: { code: 'WorkflowTriggerIsNotEnabled', message: TOKEN } }), 'gone'],
      ['a wrong signature', json(401, { error: { code: 'DirectApiAuthorizationRequired' } }), 'refused'],
      [
        'an error in the text of a 200',
        { status: 200, body: 'Webhook message delivery failed with error: endpoint returned HTTP error 429' },
        'failed',
      ],
      ['too many', { status: 429, headers: { 'retry-after': '12' } }, 'failed', 12_000],
    ],
  },
  {
    kind: 'ntfy',
    settings: (origin) => ({ topic: 'canary_topic', token: TOKEN, url: origin }),
    secrets: [TOKEN, 'canary_topic'],
    check: (request) => {
      const message = asJson(request) as { topic: string; message: string; priority: number };
      if (request.headers.authorization !== `Bearer ${TOKEN}`) return 'unauthorized';
      const isShort = Buffer.byteLength(message.message) <= 4096 && message.priority >= 1 && message.priority <= 5;
      return message.topic === 'canary_topic' && isShort ? null : 'bad';
    },
    ok: json(200, { id: 'sPs71M8A2T', time: 1, event: 'message', topic: 'canary_topic' }),
    noes: [
      ['forbidden', json(403, { code: 40301, http: 403, error: 'forbidden' }), 'refused'],
      ['too many', json(429, { code: 42901, http: 429, error: 'limit reached' }), 'failed'],
      ['the page of another server', { status: 200, body: '<html></html>' }, 'failed'],
    ],
  },
  {
    kind: 'sms',
    settings: (origin) => ({ to: '+4915112345678', from: '+15005550006', account: ACCOUNT, token: TOKEN, url: origin }),
    secrets: [TOKEN, Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')],
    check: (request) => {
      const form = new URLSearchParams(request.body);
      const basic = `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`;
      if (request.headers.authorization !== basic) return 'Authenticate';
      if (request.url !== `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`) return 'not found';
      const isMessage = form.get('To') === '+4915112345678' && form.get('From') === '+15005550006';
      const text = form.get('Body') ?? '';
      return isMessage && text !== '' && text.length <= 1600 ? null : 'bad';
    },
    ok: json(201, { sid: `SM${'1'.repeat(32)}`, status: 'queued', error_code: null }),
    noes: [
      ['a wrong token', json(401, { code: 20003, message: 'Authenticate', status: 401 }), 'refused'],
      ['a bad number', json(400, { code: 21211, message: "Invalid 'To' Phone Number", status: 400 }), 'refused'],
      ['they said STOP', json(400, { code: 21610, message: 'unsubscribed recipient', status: 400 }), 'gone'],
      ['too many', json(429, { code: 20429, message: 'Too Many Requests', status: 429 }), 'failed'],
      ['taken and failed', json(201, { sid: `SM${'2'.repeat(32)}`, status: 'failed', error_code: 30008 }), 'failed'],
      ['no message made', json(200, {}), 'failed'],
    ],
  },
  {
    kind: 'webhook',
    settings: (origin) => ({ url: path(origin), secret: SECRET }),
    secrets: [PATH, SECRET],
    check: (request) => {
      try {
        new Webhook(SECRET).verify(request.body, request.headers as Record<string, string>);
        return atPath(request);
      } catch (error) {
        return String(error);
      }
    },
    ok: { status: 204 },
    noes: [
      ['gone', { status: 410 }, 'gone'],
      ['not found, for now', { status: 404 }, 'failed'],
      ['unauthorized, for now', { status: 401, body: SECRET }, 'failed'],
      ['busy', { status: 503, headers: { 'retry-after': '120' } }, 'failed', 120_000],
      ['a gateway', { status: 502 }, 'failed'],
    ],
  },
];

/** A server for one test. */
export interface Receiver {
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** Listens on a port of its own. */
export async function receive(listener: RequestListener): Promise<Receiver> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Reads requests to their end and answers each. */
export function answering(answer: (request: Received) => Said | Promise<Said>): RequestListener {
  return async (request, response) => {
    let body = '';
    for await (const piece of request.setEncoding('utf8')) body += piece;
    const said = await answer({ url: request.url ?? '', headers: request.headers, body });
    const isText = typeof said.body !== 'object';
    response.writeHead(said.status, { ...(!isText && { 'content-type': 'application/json' }), ...said.headers });
    response.end(isText ? said.body : JSON.stringify(said.body));
  };
}

/** A product that takes what is right, and notes it. */
export function taking(product: Product, taken: Received[], wrong: string[]): RequestListener {
  return answering((request) => {
    const why = product.check(request);
    if (why !== null) wrong.push(`${product.kind}: ${why}`);
    else taken.push(request);
    return why === null ? product.ok : { status: 400 };
  });
}
