import { expect, it } from 'vitest';
import { openDashboard } from '../../lib/ui/dashboard.ts';
import type { DashboardSource } from '../../lib/ui/dashboard-source.ts';

type Answer = (value: unknown) => Promise<void>;

/** A source that answers when it is told to, and says what it was asked. */
function manualSource() {
  const asked: string[] = [];
  const answers = new Map<string, Answer>();
  const ask = (name: string) => () => {
    asked.push(name);
    if (name === 'watch') return () => undefined;
    return new Promise((resolve) => {
      answers.set(name, async (value) => {
        resolve(value);
        await new Promise((settled) => setTimeout(settled));
      });
    });
  };
  const source = new Proxy({}, { get: (_, name) => ask(String(name)), ownKeys: () => KEYS, getOwnPropertyDescriptor });
  const answer = (name: string, value: unknown): Promise<void> => answers.get(name)?.(value) ?? Promise.reject(name);
  return { source: source as unknown as DashboardSource, asked, answer };
}

/** What is copied when one source is made of another. */
const KEYS = [
  ...['readCalls', 'readNewest', 'readChoices', 'readAccuracy', 'readOverview', 'readSettings', 'readApis', 'watch'],
  ...['hasBudgets', 'hasRefusals', 'hasRelays', 'estimator', 'overview', 'copy'],
];
const getOwnPropertyDescriptor = () => ({ enumerable: true, configurable: true });

const LATER = ['hasBudgets', 'hasRefusals', 'hasRelays', 'readApis', 'readSettings'];

it('reads what the first screen shows before it reads what only the bar has', async () => {
  const { source, asked, answer } = manualSource();
  openDashboard(source).reload('overview');
  expect(asked).toEqual(['readOverview']);
  await answer('readOverview', { accounts: [] });
  expect(asked).toEqual(expect.arrayContaining([...LATER, 'readCalls', 'readChoices', 'readNewest', 'watch']));
});

it('reads the list of calls first where that is the first screen', async () => {
  const { source, asked, answer } = manualSource();
  openDashboard(source, '#calls').reload('calls');
  expect(asked).toContain('readCalls');
  expect(asked).not.toContain('readAccuracy');
  expect(asked.filter((name) => LATER.includes(name))).toEqual([]);
  await answer('readCalls', { calls: [], next: null });
  expect(asked).toEqual(expect.arrayContaining([...LATER, 'readAccuracy']));
});

it.each(['settings', 'apis'] as const)('reads the rest at once where that is what %s shows', (screen) => {
  const { source, asked } = manualSource();
  openDashboard(source).reload(screen);
  return new Promise((settled) => setTimeout(settled)).then(() => {
    expect(asked).toEqual(expect.arrayContaining(LATER));
  });
});

it('reads the rest also where the first screen could not be read', async () => {
  const { source, asked } = manualSource();
  const failing = { ...source, readOverview: () => Promise.reject(new Error('blocked')) };
  openDashboard(failing).reload('overview');
  await new Promise((settled) => setTimeout(settled));
  expect(asked).toEqual(expect.arrayContaining(LATER));
});

it('reads a screen once more, however many calls end while it is being read', async () => {
  const { source, asked, answer } = manualSource();
  const changes: ((what: 'ledger' | 'settings') => void)[] = [];
  const watched = {
    ...source,
    watch: (listen: (what: 'ledger' | 'settings') => void) => {
      changes.push(listen);
      return () => undefined;
    },
  };
  openDashboard(watched).reload('overview');
  await answer('readOverview', { accounts: [] });
  // Once more, for what was written before anybody listened.
  await answer('readOverview', { accounts: [] });
  const readings = () => asked.filter((name) => name === 'readOverview').length;
  const before = readings();
  for (let ended = 0; ended < 50; ended++) for (const change of changes) change('ledger');
  expect(readings()).toBe(before + 1);
  await answer('readOverview', { accounts: [] });
  expect(readings()).toBe(before + 2);
  await answer('readOverview', { accounts: [] });
  expect(readings()).toBe(before + 2);
});
