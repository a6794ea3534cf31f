import { expect, it } from 'vitest';
import { openLedger } from '../../../lib/ledger/ledger.ts';
import { made, usd } from '../../advice/samples.ts';
import { runCompanion } from '../running-companion.ts';

const DAY = 86_400_000;
const DOLLAR = 1_000_000_000n;
const NOTHING = { billed: null, billing: null, counting: null, lengths: [], accepted: null, refusedAt: null };
const LEARNED = { ...NOTHING, rate: null, spentSinceNano: 0n, blursReading: false, wasFalseAsk: null, card: null };

it('a report has how long balances last, what is unusual and what could be saved, where there is any of it', async () => {
  const { companion, ask } = await runCompanion({ isPolling: false });
  const now = Date.now();
  const call = {
    provider: 'openai',
    account: 'openai:team',
    model: 'gpt-5.5',
    key: 'k',
    label: null,
    origin: 'tool:x',
  };
  for (let day = 1; day <= 10; day += 1) {
    const cost = { unit: 'USD', nano: DOLLAR };
    await companion.holds.settle({ callId: `c${day}`, cost, tokens: 10n, unheld: { call, at: now - day * DAY } });
  }
  await companion.store.transact(async (tables) => {
    const plain = { provider: 'openai', name: 'team', consoleOrigin: '', seenAt: 0, ownLimits: {}, falseAsks: 0 };
    await tables.accounts.put({ id: 'openai:team', ...plain });
    const reading = { unit: 'USD', availableNano: 3n * DOLLAR, frozenNano: null, at: now, source: 'api' } as const;
    await tables.readings.put({ account: 'openai:team', unit: 'USD', reading, spentSinceNano: 0n });
    for (let number = 0; number < 40; number += 1) {
      const openedAt = now - (number % 5) * DAY - 60_000;
      const day = new Date(openedAt).toISOString().slice(0, 10);
      const failed = { openedAt, day, account: 'openai:team', outcome: 'cut', cost: usd(50_000_000n) } as const;
      await openLedger(tables).append(made(number, { ...failed, usage: { 'input-tokens': 10_000 } }), LEARNED);
    }
  });
  const from = new Date(now - 6 * DAY).toISOString().slice(0, 10);
  const { body } = await ask('GET', `/api/v1/report?from=${from}&to=${new Date(now).toISOString().slice(0, 10)}`);
  expect(body.sectionsMissing).toBe(0);
  const byId = new Map<string, { rows: string[][]; summary: string[] }>(
    body.sections.map((section: { id: string }) => [section.id, section]),
  );
  expect([...byId.keys()]).toEqual(expect.arrayContaining(['runway', 'savings']));
  expect(byId.get('runway')?.rows).toEqual([
    ['OpenAI · team', '$3.00', expect.stringMatching(/^lasts \d–\d days, likely until /)],
  ]);
  expect(byId.get('savings')?.rows[0]?.[0]).toBe('$2.00');
  expect(byId.get('savings')?.summary).toEqual(['In all $2.00; tollkeeper savings tells where.']);
}, 60_000);
