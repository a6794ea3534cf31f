import type {
  AnswerRecording,
  ReadingRecording,
  Recordings,
  RefusalRecording,
} from '../../companion/coats/recording.ts';
import { type Sandbox, startSandbox } from '../../companion/sandbox/server.ts';
import { demoKeys, type SandboxTransaction } from '../../companion/sandbox/world.ts';
import { toDecimal } from '../../lib/domain/money.ts';

const RECORDED = { source: 'companion/sandbox, running', date: '2026-11-21' } as const;
const CHAT = { path: '/v1/chat/completions', surface: 'sandbox/chat' } as const;
const ENRICH = { path: '/v1/enrich', surface: 'sandbox/enrich' } as const;

/** Plays the sandbox, really running, through everything the provider file describes. */
export async function recordSandbox(): Promise<Recordings> {
  const clock = (): number => Date.UTC(2026, 10, 21, 12);
  const sandbox = await startSandbox({ port: null, seed: 7, clock, rules: { chunkDelayMs: 0 } });
  try {
    const readings = [await recordBalance(sandbox), await recordKeys(sandbox)];
    const answers = [
      await recordAnswer(sandbox, CHAT, chatBody()),
      await recordAnswer(sandbox, CHAT, chatBody({ stream: true, stream_options: { include_usage: true } })),
      await recordAnswer(sandbox, ENRICH, { records: [{ domain: 'a.example' }, { domain: 'b.example' }] }),
    ];
    return { ...RECORDED, answers, refusals: await recordRefusals(sandbox), readings };
  } finally {
    await sandbox.close();
  }
}

function chatBody(fields: object = {}): object {
  const messages = [{ role: 'user', content: 'How do I begin?' }];
  return { model: 'toll-medium', messages, max_tokens: 60, ...fields };
}

function post(
  sandbox: Sandbox,
  path: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(sandbox.origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${demoKeys.default}`, ...headers },
    body: JSON.stringify(body),
  });
}

async function recordAnswer(
  sandbox: Sandbox,
  place: { readonly path: string; readonly surface: string },
  body: object,
): Promise<AnswerRecording> {
  const response = await post(sandbox, place.path, body);
  const responseBody = await response.text();
  const transaction: SandboxTransaction | undefined = sandbox.world.transactions.at(-1);
  if (response.status !== 200 || transaction === undefined) throw new Error(`the sandbox answered ${responseBody}`);
  return {
    surface: place.surface,
    requestBody: JSON.stringify(body),
    contentType: response.headers.get('content-type') ?? '',
    responseBody,
    billed: { unit: transaction.unit, amount: toDecimal(-transaction.amountNano) },
  };
}

type Expected = RefusalRecording['expected'];
const says = (what: Expected['says']): Expected => ({ says: what, available: null, needed: null, unit: null });

async function recordRefusals(sandbox: Sandbox): Promise<readonly RefusalRecording[]> {
  const { world } = sandbox;
  const wallets = world.accounts[0]?.wallets;
  if (wallets === undefined) throw new Error('the sandbox has no account');
  const record = async (
    name: string,
    place: { readonly path: string; readonly surface: string },
    headers: Readonly<Record<string, string>>,
    expected: Expected,
  ): Promise<RefusalRecording> => {
    const body = place === CHAT ? chatBody({ max_tokens: 4096 }) : { records: Array(25).fill({}) };
    const response = await post(sandbox, place.path, body, headers);
    const kept = ['content-type', 'retry-after', 'x-request-id'].map((header) => [
      header,
      response.headers.get(header),
    ]);
    return {
      name,
      surface: place.surface,
      status: response.status,
      headers: Object.fromEntries(kept.filter(([, value]) => value !== null)) as Record<string, string>,
      body: await response.text(),
      expected,
    };
  };
  const shape = (value: string) => ({ 'x-sandbox-refusal-shape': value });
  const scenario = (value: string) => ({ 'x-sandbox-scenario': value, ...shape('relay') });
  wallets.USD.totalNano = 12_345_678n;
  wallets.credits.totalNano = 392_000_000_000n;
  const need = { available: '0.012346', needed: '0.04099', unit: 'USD' };
  const refusals = [];
  for (const terse of ['coded', 'flat', 'typed']) {
    refusals.push(await record(`${terse}, dollars`, CHAT, shape(terse), says('money')));
    refusals.push(await record(`${terse}, credits`, ENRICH, shape(terse), says('money')));
  }
  for (const relayLanguage of ['zh', 'en'] as const) {
    world.rules = { ...world.rules, relayLanguage };
    const inUnit = `relay, ${relayLanguage}`;
    refusals.push(await record(`${inUnit}, dollars`, CHAT, shape('relay'), { says: 'money', ...need }));
    refusals.push(
      await record(`${inUnit}, credits`, ENRICH, shape('relay'), {
        says: 'money',
        available: '392',
        needed: '450',
        unit: 'credits',
      }),
    );
    refusals.push(await record(`${inUnit}, a spent key`, CHAT, scenario('key-limit'), says('key-limit')));
  }
  refusals.push(await record('the relay’s supplier', CHAT, scenario('supplier-empty'), says('supplier-empty')));
  refusals.push(await record('too fast', CHAT, scenario('rate-limited'), says('rate-limit')));
  return refusals;
}

async function recordBalance(sandbox: Sandbox): Promise<ReadingRecording> {
  const response = await fetch(`${sandbox.origin}/console/api/account`);
  return {
    surface: 'sandbox/account',
    body: await response.text(),
    expected: [
      { unit: 'USD', available: '7.18', frozen: '0' },
      { unit: 'credits', available: '392', frozen: '0' },
    ],
  };
}

async function recordKeys(sandbox: Sandbox): Promise<ReadingRecording> {
  const response = await fetch(`${sandbox.origin}/console/api/keys`);
  return {
    surface: 'sandbox/keys',
    body: await response.text(),
    expected: [
      { name: 'default', billing: 'per-token', limit: null, used: '0', unit: 'USD' },
      { name: 'per-request', billing: 'per-request', limit: null, used: '0', unit: 'USD' },
      { name: 'dev-1', billing: 'per-token', limit: '10', used: '9.98', unit: 'USD' },
    ],
  };
}
