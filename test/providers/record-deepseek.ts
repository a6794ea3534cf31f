import type {
  AnswerRecording,
  ReadingRecording,
  Recording,
  Recordings,
  RefusalRecording,
} from '../../companion/coats/recording.ts';
import { toDecimal } from '../../lib/domain/money.ts';
import { ask, chatBody } from '../servers/client.ts';
import { type DeepSeek, openDeepSeek } from '../servers/deepseek/deepseek.ts';
import { type DeepSeekAccount, deepSeekKeys } from '../servers/deepseek/world.ts';
import { quoted, quotedDeepSeekRefusals } from './quoted-refusals.ts';

const CHAT = recordedFrom(
  'https://api-docs.deepseek.com/api/create-chat-completion and /quick_start/pricing as checked by ' +
    'benderandrew069/deepseek-api-pricing-2026',
  '2026-10-27',
);
const BALANCE = recordedFrom(
  'https://api-docs.deepseek.com/api/get-user-balance, debts as its users met them',
  '2026-09-27',
);
const PLATFORM = recordedFrom('steipete/CodexBar docs/deepseek.md', '2026-10-01');

/** With a source of its own. */
type From<T> = T & Recording;

/** Where the shape is from, and when it was last seen. */
function recordedFrom(shape: string, date: string) {
  return { source: `test/servers/deepseek, running; ${shape}`, date };
}

/** Monday, 2026-11-23: the hours before and in the morning's peak. */
const cheap = Date.UTC(2026, 10, 23, 0, 59, 59, 999);
const dear = Date.UTC(2026, 10, 23, 1);

/** Plays the service, really running, through everything described. */
export async function recordDeepSeek(): Promise<Recordings> {
  const answers = [
    await recordAnswer({}),
    await recordAnswer({ model: 'deepseek-v4-pro' }, { cachedTokens: 4 }),
    await recordAnswer({}, {}, dear),
    await recordAnswer({ model: 'deepseek-v4-pro' }, {}, cheap, deepSeekKeys.ann),
    await recordAnswer({ stream: true, max_tokens: 40 }),
    await recordAnswer({ stream: true }, {}, cheap, deepSeekKeys.li, 'chat-v1'),
    await recordAnswer({ stream: true }, {}, cheap, deepSeekKeys.li, 'chat-beta'),
    await recordAnswer({ stream: true, stream_options: { include_usage: true }, thinking: { type: 'disabled' } }),
  ];
  const readings = [await recordBalance(), ...(await recordBalances()), await recordSummary(), await recordIdentity()];
  return { ...CHAT, answers, refusals: await recordRefusals(), readings };
}

async function withDeepSeek<T>(atMs: number, use: (service: DeepSeek, li: DeepSeekAccount) => Promise<T>): Promise<T> {
  const service = await openDeepSeek({ clock: () => atMs });
  try {
    return await use(service, service.world.accounts[0] as DeepSeekAccount);
  } finally {
    await service.close();
  }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function recordBalance(): Promise<From<ReadingRecording>> {
  return withDeepSeek(cheap, async ({ origin }) => {
    const { text } = await ask(`${origin}/user/balance`, bearer(deepSeekKeys.ann));
    const expected = [
      { unit: 'CNY', available: '0', frozen: null, parts: ['cash 0', 'granted 0'] },
      { unit: 'USD', available: '7.18', frozen: null, parts: ['cash 7.18', 'granted 0'] },
    ];
    return { ...BALANCE, surface: 'deepseek/balance', body: text, expected };
  });
}

async function recordBalances(): Promise<readonly From<ReadingRecording>[]> {
  const record = (
    name: string,
    set: (li: DeepSeekAccount) => void,
    available: string,
    parts: readonly string[],
    frozen: string | null = null,
  ) =>
    withDeepSeek(cheap, async ({ origin }, li) => {
      set(li);
      const { text } = await ask(`${origin}/user/balance`, bearer(deepSeekKeys.li));
      const expected = [{ unit: 'CNY', available, frozen, parts }];
      return { ...BALANCE, name, surface: 'deepseek/balance', body: text, expected };
    });
  const yuan = (toppedUp: string) => (li: DeepSeekAccount) => {
    li.wallets = [{ currency: 'CNY', granted: '0', toppedUp }];
  };
  const withheld = (li: DeepSeekAccount) => {
    li.isAvailable = false;
  };
  return [
    await record('granted and paid in', () => undefined, '110', ['cash 100', 'granted 10']),
    await record('a debt of less than a cent', yuan('-0.0001'), '0', ['cash 0', 'granted 0']),
    await record('a debt', yuan('-0.10'), '-0.1', ['cash -0.1', 'granted 0']),
    await record('money that is not available', withheld, '0', ['cash 100', 'granted 10'], '110'),
  ];
}

function recordSummary(): Promise<From<ReadingRecording>> {
  return withDeepSeek(cheap, async ({ origin }) => {
    await ask(`${origin}/chat/completions`, bearer(deepSeekKeys.ann), chatBody('deepseek-v4-pro'));
    const { text } = await ask(`${origin}/api/v0/users/get_user_summary`, bearer('user-token-of-ann'));
    // 9 × 0.66 + 80 × 1.98 = 164.34 millionths
    const expected = [
      { unit: 'CNY', available: '0', frozen: null, parts: ['cash 0', 'granted 0'] },
      { unit: 'USD', available: '7.17983566', frozen: null, parts: ['cash 7.17983566', 'granted 0'] },
    ];
    return { ...PLATFORM, surface: 'deepseek/summary', body: text, expected };
  });
}

function recordIdentity(): Promise<From<ReadingRecording>> {
  return withDeepSeek(cheap, async ({ origin }) => {
    const { text } = await ask(`${origin}/auth-api/v0/users/current`, bearer('user-token-of-ann'));
    const expected = { account: 'ann', name: 'ann@deepseek.invalid' };
    return { ...PLATFORM, surface: 'deepseek/user', body: text, expected };
  });
}

const chatPaths = {
  chat: '/chat/completions',
  'chat-v1': '/v1/chat/completions',
  'chat-beta': '/beta/chat/completions',
} as const;

function recordAnswer(
  fields: object,
  model: object = {},
  atMs = cheap,
  key: string = deepSeekKeys.li,
  surface: keyof typeof chatPaths = 'chat',
): Promise<AnswerRecording & { readonly at: string }> {
  return withDeepSeek(atMs, async ({ origin, world, transactions }) => {
    Object.assign(world.model, model);
    const body = chatBody('deepseek-flash', fields);
    const { status, headers, text } = await ask(origin + chatPaths[surface], bearer(key), body);
    const [transaction] = transactions();
    if (status !== 200 || transaction === undefined) throw new Error(`the service answered ${text}`);
    return {
      surface: `deepseek/${surface}`,
      at: new Date(atMs).toISOString(),
      requestBody: JSON.stringify(body),
      contentType: headers.get('content-type') ?? '',
      responseBody: text,
      // Sixteen places; what is beyond the ninth is zero, as prices have three and a million six.
      billed: {
        unit: transaction.currency,
        amount: toDecimal(BigInt(transaction.amount.replace('.', '')) / 10_000_000n),
      },
    };
  });
}

function recordRefusals(): Promise<Recordings['refusals']> {
  return withDeepSeek(cheap, async ({ origin, world }, li) => {
    const says = (what: RefusalRecording['expected']['says']) => {
      return { says: what, available: null, needed: null, unit: null };
    };
    const record = async (name: string, expected: ReturnType<typeof says>) => {
      const answer = await ask(`${origin}/chat/completions`, bearer(deepSeekKeys.li), chatBody('deepseek-flash'));
      const kept = ['content-type', 'x-ds-trace-id'].map((header) => [header, answer.headers.get(header)]);
      const headers = Object.fromEntries(kept) as Record<string, string>;
      return { name, surface: 'deepseek/chat', status: answer.status, headers, body: answer.text, expected };
    };
    world.concurrencyMax = 0;
    const tooMany = await record('too many at once', says('rate-limit'));
    const table = 'https://api-docs.deepseek.com/quick_start/error_codes (status and words; no body was found quoted)';
    const refusals: Recordings['refusals'][number][] = [{ ...tooMany, source: table }];
    li.isAvailable = false;
    refusals.push(await record('money that is not available', says('money')));
    for (const { name, quotedFrom, status, body, ...expected } of quotedDeepSeekRefusals) {
      const headers = { 'content-type': 'application/json' };
      refusals.push({ name, ...quoted(quotedFrom), surface: 'deepseek/chat', status, headers, body, expected });
    }
    return refusals;
  });
}
