import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { cutCoat, findCoat } from '../../../companion/coats/coat.ts';
import { type Companion, openCompanion } from '../../../companion/open-companion.ts';
import { enterScenario } from '../../../companion/sandbox/scenario.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../companion/sandbox/server.ts';
import type { ScenarioName } from '../../../companion/sandbox/vocabulary.ts';
import { openMasterKey } from '../../../companion/secrets/master-key.ts';
import { openAccounts } from '../../../companion/secrets/open-accounts.ts';
import type { Budget } from '../../../lib/budget/budget.ts';
import type { CallRecord } from '../../../lib/domain/record.ts';

/** The companion in front of the sandbox in a provider's coat. */
export interface Through {
  readonly sandbox: Sandbox;
  readonly companion: Companion;
  /** `http://127.0.0.1:…/<provider>`. */
  readonly base: string;
  /** The ledger's records when there are so many, in the order of the calls. */
  readonly records: (count: number) => Promise<readonly CallRecord[]>;
  /** What the provider took, call by call, nano-units. */
  readonly charged: () => readonly bigint[];
  /** Paths of the API as the provider saw them. */
  readonly seen: () => readonly string[];
  readonly setBudget: (limit: bigint, change?: Partial<Budget>) => Promise<void>;
  /** What went wrong inside. */
  readonly troubles: readonly string[];
}

export interface ThroughOptions extends Pick<SandboxOptions, 'openingNano' | 'keepBodies' | 'rules'> {
  readonly scenario?: ScenarioName;
  /** What its addresses begin with; absent: the provider's id. */
  readonly called?: string;
  /** The key of an account that is named there; absent: none is. */
  readonly accountKey?: string;
}

/** Opens both, closed when the test ends. */
export async function openThrough(id: string, options: ThroughOptions = {}): Promise<Through> {
  const { scenario, called = id, rules, accountKey, ...more } = options;
  const pattern = findCoat(id);
  if (pattern === null) throw new Error(`no coat ${id}`);
  const sandbox = await startSandbox({
    ...{ port: null, coat: cutCoat(pattern), rules: { chunkDelayMs: 0, ...rules }, ...more },
  });
  if (scenario !== undefined) enterScenario(sandbox.world, scenario);
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-coat-'));
  if (accountKey !== undefined) {
    const accounts = openAccounts({
      path: join(folder, 'accounts.sealed'),
      masterKey: openMasterKey({}, join(folder, 'accounts.key')),
    });
    await accounts.add({ id: `${id}:work`, provider: id, name: 'work', key: accountKey });
  }
  const troubles: string[] = [];
  const companion = await openCompanion({
    ...{ folder, port: 0, zone: 'UTC', version: '0.0.0', standIns: { [id]: sandbox.origin } },
    onTrouble: (what) => void troubles.push(what),
  });
  onTestFinished(async () => {
    await companion.stop();
    await sandbox.close();
    rmSync(folder, { recursive: true });
  });
  const read = (): Promise<readonly CallRecord[]> =>
    companion.store.transact(async (tables) => tables.records.toArray());
  return {
    ...{ sandbox, companion, troubles, base: `${companion.gateway.origin}/${called}` },
    async records(count) {
      await expect.poll(async () => (await read()).length, { timeout: 10_000 }).toBe(count);
      return (await read()).toSorted((a, b) => a.openedAt - b.openedAt || a.callId.localeCompare(b.callId));
    },
    charged: () => sandbox.world.transactions.flatMap(({ kind, amountNano }) => (kind === 'call' ? [-amountNano] : [])),
    seen: () => sandbox.world.requests.map(({ path }) => path),
    async setBudget(limit, change = {}) {
      const budget: Budget = {
        ...{ id: 'all', scope: { kind: 'everything' }, unit: { kind: 'money', currency: 'USD' }, limit },
        ...{ window: { kind: 'day', zone: 'UTC' }, isHard: true, onFailure: 'closed', raises: [] },
        ...change,
      };
      const id = `put-${Math.random()}`;
      const { problem } = await companion.holds.change({ kind: 'put', id, budgetId: budget.id, budget });
      expect(problem).toBeNull();
    },
  };
}

/** What the ledger knows of each, nano-units; null: not known. */
export function known(records: readonly CallRecord[]): readonly (bigint | null)[] {
  return records.map(({ cost, certainty }) => (certainty === 'billed' ? (cost?.likelyNano ?? null) : null));
}
