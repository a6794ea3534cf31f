import { expect, it, onTestFailed } from 'vitest';
import { seededRandom } from '../ledger/seeded-random.ts';
import { answerChat, chat, chatStandIn, EMPTY, openGoverned, sendJson } from './support.ts';

const CALLS = 80;

/** What a provider may do. */
const DEEDS = ['answer', 'answer', 'empty', 'empty', 'too-fast', 'cut', 'wrong'] as const;

it('whatever providers and clients do, each attempt is booked once and nothing stays held', {
  timeout: 120_000,
}, async () => {
  const { TOLLKEEPER_SEED = '20261122' } = process.env;
  const seed = TOLLKEEPER_SEED === 'random' ? Date.now() : Number(TOLLKEEPER_SEED);
  onTestFailed(() => console.error(`tried again with TOLLKEEPER_SEED=${seed}`));
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const provider = () =>
    chatStandIn(async (asked, response) => {
      await new Promise((resolve) => setTimeout(resolve, random() * 30));
      switch (pick(DEEDS)) {
        case 'answer':
          return answerChat(asked, response);
        case 'empty':
          return sendJson(response, 429, EMPTY);
        case 'too-fast':
          return sendJson(response, 429, {
            error: {
              message: 'Rate limit reached for requests per min.',
              type: 'requests',
              code: 'rate_limit_exceeded',
            },
          });
        case 'wrong':
          return sendJson(response, 500, { error: { message: 'The server had an error.' } });
        case 'cut':
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' }).write('{"id":"c"');
          return void setTimeout(() => response.destroy(), 5);
      }
    });
  const [openai, deepseek] = [await provider(), await provider()];
  const governed = await openGoverned({ openai: openai.origin, deepseek: deepseek.origin });
  await governed.setBudget({ limit: 200_000_000n });
  await governed.setBudget({ id: 'main', scope: { kind: 'account', account: 'openai:main' }, limit: 40_000_000n });
  for (const [of, name] of [
    ['openai', 'main'],
    ['openai', 'spare'],
    ['deepseek', 'own'],
  ] as const) {
    await governed.addAccount(of, name, `sk-${of}-${name}`);
  }
  await governed.setPolicy('spare', { kind: 'backup-account', provider: 'openai', accounts: ['spare'] });
  await governed.setPolicy('other', {
    kind: 'backup-provider',
    provider: 'openai',
    to: 'deepseek',
    models: { 'gpt-4o': 'deepseek-chat' },
  });
  await governed.setPolicy('fit', { kind: 'lower-max-tokens', tokensMin: 50 });
  await governed.setPolicy('again', { kind: 'cache' });
  const token = await governed.token();
  const headers = { authorization: `Bearer ${token}`, 'tollkeeper-account': 'main' };
  let replayed = 0;
  const ask = async (): Promise<void> => {
    const leaving = new AbortController();
    const isLeaving = random() < 0.25;
    if (isLeaving) setTimeout(() => leaving.abort(), random() * 60);
    const body = chat({ max_tokens: pick([100, 500, 900]), ...(random() < 0.3 && { temperature: 0 }) });
    try {
      const answer = await governed.chat(body, headers, leaving.signal);
      if (answer.headers.get('tollkeeper-policy') === 'cache:again') replayed += 1;
      await answer.arrayBuffer();
    } catch {
      // Cut by one side or the other: what was booked is looked at below.
    }
  };
  for (let wave = 0; wave < 4; wave += 1) await Promise.all(Array.from({ length: CALLS / 4 }, ask));
  await governed.used();
  const store = governed.companion.store;
  await expect.poll(() => store.transact(async (tables) => (await tables.openCalls.toArray()).length)).toBe(0);
  const records = await store.transact(async (tables) => tables.records.toArray());
  const made = records.filter(({ saved }) => saved === undefined);
  expect(new Set(records.map(({ callId }) => callId)).size).toBe(records.length);
  // What a client left before its provider had read it may be booked without having been seen there, never the other way.
  expect(made.length).toBeGreaterThanOrEqual(openai.asked.length + deepseek.asked.length);
  expect(records.length - made.length).toBeGreaterThanOrEqual(replayed);
  const attempts = Map.groupBy(made, ({ requestId }) => requestId);
  // The first, the other account, the other provider, and one asked for less.
  for (const tries of attempts.values()) expect(tries.length).toBeLessThanOrEqual(5);
  for (const tries of attempts.values())
    expect(tries.filter(({ outcome }) => outcome === 'answer').length).toBeLessThanOrEqual(1);
  const spent = made.reduce((sum, { cost }) => sum + (cost?.highNano ?? 0n), 0n);
  const [[all = 0n] = []] = await governed.used();
  expect(all).toBe(spent);
  expect(governed.troubles).toEqual([]);
});
