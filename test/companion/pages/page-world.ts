import { join } from 'node:path';
import * as v from 'valibot';
import { openWatchTables } from '../../../companion/ledger/watch-tables.ts';
import { openRechargeRules, ruleInput } from '../../../companion/plan/recharge-rules.ts';
import type { ShownOwners } from '../../../companion/terminal/write-owners.ts';
import { COUNTS, writeStated } from '../../../companion/watch/stated-days.ts';
import { openLedger } from '../../../lib/ledger/ledger.ts';
import { made, usd } from '../../advice/samples.ts';
import { type Running, startCompanion } from '../running-companion.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const DOLLAR = 1_000_000_000n;
const NOTHING = { billed: null, billing: null, counting: null, lengths: [], accepted: null, refusedAt: null };
const LEARNED = { ...NOTHING, rate: null, spentSinceNano: 0n, blursReading: false, wasFalseAsk: null, card: null };
/** Named by whoever calls: a page that does not escape it runs it. */
export const HOSTILE = '<script>document.title="taken"</script>';

/** A companion whose ledger has something for every page: use of twenty days, a low balance, refusals, owners, a rule that asks. */
export async function openPageWorld(): Promise<Awaited<ReturnType<typeof startCompanion>>> {
  const running = await startCompanion({ isPolling: false });
  const now = Date.now();
  await fill(running, now);
  const { ask } = running;
  // Nobody listens there: what is handed over waits for its next attempt.
  const settings = { url: 'http://127.0.0.1:9/', secret: `whsec_${'A'.repeat(44)}` };
  await ask('POST', '/api/v1/channels', { body: { kind: 'webhook', name: 'mail', settings } });
  await ask('PUT', '/api/v1/budgets/daily', { body: { limit: '5', per: 'day' } });
  await ask('PUT', '/api/v1/contacts/ann', {
    body: { channels: ['mail'], hours: { from: 480, until: 1200, days: [1, 2, 3] }, digestAt: 540 },
  });
  await ask('PUT', '/api/v1/contacts/bob', { body: { language: 'zh' } });
  await ask('PUT', '/api/v1/owners/account:openai:team', { body: { owner: 'ann', next: 'bob' } });
  await ask('POST', '/api/v1/thresholds', {
    body: { subject: 'account:openai:team', threshold: { kind: 'amount', below: '25' } },
  });
  const rules = openRechargeRules(join(running.folder, 'recharge.json'));
  rules.set(
    v.parse(ruleInput, {
      ...{ name: 'main', account: 'openai:team', below: '30', amount: '20', perDay: '20', perMonth: '60' },
      ...{ approval: true, dryRun: false, action: { kind: 'command', command: [process.execPath, '-e', ''] } },
    }),
  );
  await ask('POST', '/api/v1/recharge/look', { body: {} });
  await ask('GET', '/api/v1/alerts');
  return running;
}

async function fill({ companion }: Running, now: number): Promise<void> {
  const row = (id: string, provider: string, name: string) => ({
    ...{ id, provider, name, consoleOrigin: 'https://x.example', seenAt: now, ownLimits: {}, falseAsks: 0 },
  });
  const reading = (at: number, dollars: bigint) => ({
    ...{ unit: 'USD', availableNano: dollars * DOLLAR, frozenNano: null, at, source: 'api' as const },
  });
  const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const call = { provider: 'openai', model: 'gpt-5.5', key: 'k', label: null, origin: 'tool:nightly' };
  for (let day = 1; day <= 20; day++) {
    const unheld = { call: { ...call, account: 'openai:team' }, at: now - day * DAY };
    await companion.holds.settle({ callId: `s${day}`, cost: { unit: 'USD', nano: 2n * DOLLAR }, tokens: 10n, unheld });
  }
  await companion.store.transactBelow(async ({ tx, ledger, tables }) => {
    await tables.accounts.put(row('openai:team', 'openai', 'team'));
    await tables.accounts.put(row('deepseek:lab', 'deepseek', HOSTILE));
    const calls = openLedger(tables);
    for (let number = 0; number < 400; number++) {
      const openedAt = now - (number % 20) * DAY - 10_000;
      const at = { openedAt, settledAt: openedAt + 2000, day: dayOf(openedAt), account: 'openai:team' };
      const failed = {
        outcome: 'cut',
        cost: usd(50_000_000n),
        origin: 'tool:agent/nightly',
        usage: { 'input-tokens': 10_000 },
      } as const;
      const usual = { usage: { 'input-tokens': 1000, 'output-tokens': 200 } };
      await calls.append(made(number, number % 10 === 0 ? { ...at, ...failed } : { ...at, ...usual }), LEARNED);
    }
    const sizes = { inputTokens: { low: 900, likely: 1000, high: 1200 }, outputTokensMax: 8000 };
    const refuse = (number: number, openedAt: number, model: string) => {
      const times = { openedAt, settledAt: openedAt + 500, day: dayOf(openedAt) };
      const tried = { account: 'openai:team', usage: null, model, draft: sizes, estimateLikelyNano: 50_000_000n };
      const said = { outcome: 'refusal', refusalCause: 'depleted', cost: usd(0n) } as const;
      return calls.append(made(2000 + number, { ...times, ...tried, ...said }), LEARNED);
    };
    for (let number = 0; number < 3; number++) await refuse(number, now - (40 + number) * 60_000, HOSTILE);
    // Ten days ago somebody gave up; three days ago it went through later, which takes money.
    await refuse(3, now - 10 * DAY - 2 * HOUR, 'gpt-5.5');
    await refuse(4, now - 3 * DAY - 0.5 * HOUR, 'gpt-5.5');
    const { balanceHistory, watchStates } = openWatchTables(tx, ledger);
    const counted = { day: dayOf(now - 2 * DAY), inputTokens: 90_000, cachedTokens: 0, outputTokens: 9000, calls: 90 };
    await writeStated(watchStates, COUNTS, 'openai', {
      ...{ triedAt: now, problem: null, name: 'admin', told: { from: dayOf(now - 3 * DAY), until: dayOf(now) } },
      days: [HOSTILE, 'gpt-5.5-2026-04-23'].map((model) => ({ ...counted, model })),
    });
    for (const [days, dollars] of [
      [15, 10n],
      [10, 60n],
      [0, 22n],
    ] as const) {
      const at = now - days * DAY - 60_000;
      await balanceHistory.put({ account: 'openai:team', unit: 'USD', at, reading: reading(at, dollars) });
    }
    await tables.readings.put({
      account: 'openai:team',
      unit: 'USD',
      spentSinceNano: 0n,
      reading: reading(now - 60_000, 22n),
    });
    await tables.readings.put({
      account: 'deepseek:lab',
      unit: 'USD',
      spentSinceNano: 0n,
      reading: reading(now - 60_000, 0n),
    });
  });
}

/** One of those that `GET /owners` told of, and which thresholds were set for it itself. */
export function ownedBy({ subjects }: ShownOwners, subject: string) {
  const one = subjects.find((found) => found.subject === subject);
  const own = one?.thresholds.filter(({ from }) => from === 'own') ?? [];
  return { ...one, ownThresholds: own.map(({ name }) => name) };
}
