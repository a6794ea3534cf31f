import { describe, expect, it } from 'vitest';
import type { Balance } from '../../lib/domain/balance.ts';
import { findPayer, fundedFirst } from '../../lib/domain/find-payer.ts';
import { balanceOf, ONE } from './samples.ts';

const PRICED = ['USD', 'CNY', 'USD'] as const;

function wallet(unit: string, available: bigint | null, change: Partial<Balance> = {}): Balance {
  return balanceOf(available === null ? null : available * ONE, { ...change, unit });
}

describe('the wallet that pays', () => {
  it.each([
    ['the one with money, wherever it stands', [wallet('CNY', 0n), wallet('USD', 7n)], 'USD', true],
    ['the one with money, in the other order', [wallet('CNY', 7n), wallet('USD', 0n)], 'CNY', true],
    ['the one in debt before one that was never used', [wallet('USD', 0n), wallet('CNY', -1n)], 'CNY', true],
    [
      'the one whose money is frozen before an empty one',
      [wallet('USD', 0n), wallet('CNY', 0n, { frozenNano: ONE })],
      'CNY',
      true,
    ],
    ['the first priced one where both are empty', [wallet('CNY', 0n), wallet('USD', 0n)], 'USD', true],
    ['nobody knows which of two with money', [wallet('CNY', 7n), wallet('USD', 7n)], 'USD', false],
    ['nobody knows while one was not understood', [wallet('CNY', 7n), wallet('USD', null)], 'CNY', false],
    ['nobody knows where none was read', [], 'USD', false],
    ['a wallet in a unit that has no price cannot', [wallet('EUR', 7n), wallet('CNY', 0n)], 'CNY', true],
  ] as const)('is %s', (_name, balances, unit, isSure) => {
    expect(findPayer(balances, PRICED)).toMatchObject({ unit, isSure });
  });

  it('is the one that paid before, among those that could', () => {
    expect(findPayer([wallet('USD', 7n), wallet('CNY', 7n)], PRICED, ['CNY'])).toMatchObject({
      unit: 'CNY',
      isSure: false,
      others: [{ unit: 'USD' }],
    });
    expect(findPayer([wallet('USD', 0n), wallet('CNY', 0n)], PRICED, ['CNY']).unit).toBe('CNY');
    expect(findPayer([], PRICED, ['CNY'])).toMatchObject({ unit: 'CNY', isSure: false });
    // But not when it is empty and another one is not.
    expect(findPayer([wallet('USD', 7n), wallet('CNY', 0n)], PRICED, ['CNY'])).toMatchObject({
      unit: 'USD',
      isSure: true,
    });
  });

  it('is sure where the call has a price in one unit only, read or not', () => {
    expect(findPayer([], ['USD', 'USD'])).toEqual({ unit: 'USD', isSure: true, others: [] });
    expect(findPayer([wallet('CNY', 9n)], ['USD'])).toEqual({ unit: 'USD', isSure: true, others: [] });
    expect(findPayer([wallet('CNY', 9n)], [])).toEqual({ unit: null, isSure: false, others: [] });
  });

  it('counts what was spent since the reading', () => {
    const spent = wallet('CNY', 1n, { spentSinceNano: 2n * ONE });
    expect(findPayer([spent, wallet('USD', 7n)], PRICED)).toMatchObject({ unit: 'USD', isSure: true });
  });
});

describe('the wallets of an account', () => {
  it('never begin with an empty one while another has money, and else stay as they are', () => {
    const all = [wallet('CNY', 0n), wallet('EUR', -1n), wallet('USD', 7n), wallet('VND', null), wallet('GBP', 1n)];
    expect(fundedFirst(all).map(({ unit }) => unit)).toEqual(['USD', 'GBP', 'VND', 'EUR', 'CNY']);
    expect(all[0]?.unit).toBe('CNY');
  });
});
