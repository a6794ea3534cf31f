import { checkRelays } from '../../lib/domain/check-relays.ts';
import { explainRelay } from '../../lib/domain/explain-relay.ts';
import type { RelayView } from '../../lib/domain/relay-view.ts';
import { historyOf } from '../domain/counted-records.ts';

/** Histories as they are, of made-up relays: one honest, one that bills 40 % more, one with few calls, one with pictures. */
export function galleryRelays(days: number, isEmpty: boolean, relay: string): RelayView {
  const model = 'claude-sonnet-4-5-20250929';
  const names: Readonly<Record<string, string>> = {
    'a:1': `${relay} · dev@example.org`,
    'b:1': 'A rather cheap relay station with a long name · a-rather-long-name@a-subsidiary.example.org',
    'c:1': 'OpenRouter',
  };
  const records = [
    ...historyOf({ account: 'a:1', calls: 60 }),
    ...historyOf({ account: 'b:1', calls: 42, bill: (tokens) => tokens * 1.4 }),
    ...historyOf({ account: 'c:1', calls: 4 }),
    ...historyOf({ account: 'a:1', model, calls: 30, bill: (tokens) => tokens * 1.25 }),
    ...historyOf({
      account: 'b:1',
      model,
      calls: 30,
      bill: (tokens) => tokens * 1.25 + 420,
    }),
    ...historyOf({ account: 'c:1', model: 'gpt-5', calls: 12, change: (counted) => ({ ...counted, input: 'media' }) }),
  ];
  const checks = isEmpty
    ? []
    : checkRelays(
        records,
        ({ account }) => account ?? '',
        () => null,
      );
  return {
    days,
    calls: isEmpty ? 0 : records.length,
    isPart: days > 30 && !isEmpty,
    models: checks.map((check) => ({
      model: check.model,
      accounts: check.accounts.map((account) => ({
        ...explainRelay(account, names[account.account] ?? '', (at) => new Date(at).toISOString()),
        spent: account.spent && {
          ...account.spent,
          shown: account.account === 'a:1' ? { unit: 'CNY', nano: 6_200_000n } : null,
          recharged:
            account.account === 'b:1'
              ? { low: { unit: 'CNY', nano: 900_000n }, high: { unit: 'CNY', nano: 1_400_000n } }
              : null,
        },
      })),
    })),
  };
}
