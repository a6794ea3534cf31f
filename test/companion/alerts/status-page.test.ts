import { expect, it } from 'vitest';
import { readStatus, type SharedState } from '../../../companion/alerts/read-status.ts';
import { renderStatusPage } from '../../../companion/alerts/status-page.ts';
import { runCompanion } from '../running-companion.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const HOUR = 3_600_000;

/** What the page says of one account whose balances were read at these times. */
async function stateOf(readAt: readonly number[]): Promise<readonly SharedState[]> {
  const { companion } = await runCompanion({ isPolling: false });
  const { store } = companion;
  await store.transact(async ({ accounts, readings }) => {
    const rest = { name: null, consoleOrigin: 'https://x.example', seenAt: NOW, ownLimits: {}, falseAsks: 0 };
    await accounts.put({ id: 'deepseek:team', provider: 'deepseek', ...rest });
    for (const [index, at] of readAt.entries()) {
      const unit = ['USD', 'CNY'][index] ?? 'USD';
      const reading = { unit, availableNano: 10n ** 12n, frozenNano: null, at, source: 'api' } as const;
      await readings.put({ account: 'deepseek:team', unit, reading, spentSinceNano: 0n });
    }
  });
  const nobody = { list: () => [] };
  return readStatus({ store, holds: { budgets: async () => [] }, accounts: nobody, now: () => NOW });
}

const page = (states: readonly SharedState[], language: 'en' | 'zh' = 'en'): string =>
  renderStatusPage(states, { language, now: NOW, zone: 'UTC' });

it('what was read within two days is fine', async () => {
  const states = await stateOf([NOW - 47 * HOUR]);
  expect(states).toMatchObject([{ state: 'fine', kind: null, since: null }]);
  expect(page(states)).toContain('Everything is fine.');
});

it.each([
  ['one wallet', [NOW - 49 * HOUR]],
  ['one of two wallets', [NOW - HOUR, NOW - 49 * HOUR]],
])('what was not read lately is not called fine: %s', async (_, readAt) => {
  const states = await stateOf(readAt);
  expect(states).toMatchObject([{ state: 'old', kind: null, since: NOW - 49 * HOUR }]);
  expect(page(states)).toContain('<td class="old">Not read since</td><td><time datetime="2026-11-21T11:00:00.000Z">');
  expect(page(states)).toContain('Nothing needs attention, as far as is known.');
  expect(page(states)).not.toContain('Everything is fine.');
  expect(page(states, 'zh')).toContain('就目前所知，没有需要处理的事。');
});

it('what was never read is not known, and then not everything is fine', async () => {
  const states = await stateOf([]);
  expect(states).toMatchObject([{ state: 'unread', since: null }]);
  expect(page(states)).toContain('Nothing needs attention, as far as is known.');
});
