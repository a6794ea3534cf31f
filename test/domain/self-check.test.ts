import { describe, expect, it } from 'vitest';
import { renderText } from '../../lib/domain/render-text.ts';
import { judgeSelf, SELF_CHECKS, type SelfFacts } from '../../lib/domain/self-check.ts';
import { en } from '../../lib/domain/texts/en.ts';

const well: SelfFacts = {
  ...{ isLedgerRead: true, isKept: true, usedBytes: 10, quotaBytes: 100, sites: 1, isRegistered: true },
  ...{ isPaired: true, companionProblem: null, pricesDays: 3 },
};
const stateOf = (change: Partial<SelfFacts>, check: string) =>
  judgeSelf({ ...well, ...change }).find((one) => one.check === check);

describe('whether everything works', () => {
  it('says so of each part, in its order', () => {
    const checked = judgeSelf(well);
    // Balances are asked for by a companion; a browser sees them.
    expect(checked.map(({ check }) => check)).toEqual(SELF_CHECKS.filter((check) => check !== 'balances'));
    expect(new Set(checked.map(({ state }) => state))).toEqual(new Set(['good']));
  });

  it.each<[string, Partial<SelfFacts>, string]>([
    ['ledger', { isLedgerRead: false }, 'bad'],
    ['kept', { isKept: false }, 'note'],
    ['kept', { isKept: null }, 'note'],
    ['room', { usedBytes: 80 }, 'bad'],
    ['room', { usedBytes: 79 }, 'good'],
    ['room', { quotaBytes: null }, 'note'],
    ['room', { quotaBytes: 0 }, 'note'],
    ['sites', { sites: 0, isRegistered: false }, 'note'],
    ['sites', { isRegistered: false }, 'bad'],
    ['companion', { companionProblem: 'unreachable' }, 'bad'],
    ['companion', { isPaired: false }, 'note'],
    ['prices', { pricesDays: 91 }, 'note'],
    ['prices', { pricesDays: -1 }, 'good'],
  ])('%s with %j is %s, and says what to do in a sentence that exists', (check, change, state) => {
    const found = stateOf(change, check);
    expect(found?.state).toBe(state);
    if (found === undefined) return;
    expect(Object.keys(en)).toContain(found.says.key);
    expect(renderText(found.says, 'en')).not.toMatch(/[{}]/);
    expect(renderText(found.says, 'zh')).not.toMatch(/[{}]/);
  });
});
