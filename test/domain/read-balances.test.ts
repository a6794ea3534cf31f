import { describe, expect, it } from 'vitest';
import { type BalancePaths, readBalances, readLabel } from '../../lib/domain/read-balances.ts';
import { ONE } from './samples.ts';

const paths: BalancePaths = {
  surface: 'sample/wallets',
  account: null,
  accountNames: [],
  lists: ['$.paid', '$.given'],
  unit: '$.currency',
  available: '$.balance',
  frozen: '$.frozen',
  isUsable: '$.ok',
};
const entry = (currency: unknown, balance: unknown, frozen: unknown = '0') => ({ currency, balance, frozen });

describe('a balance answer', () => {
  it('adds up what was paid in and what was granted, unit by unit', () => {
    const body = {
      ok: true,
      paid: [entry('CNY', '100.00'), entry('USD', '0.0000000000000000')],
      given: [entry('USD', '-0.25'), entry('CNY', 10, '1.5')],
    };
    expect(readBalances(body, paths)).toEqual([
      { unit: 'CNY', availableNano: 110n * ONE, frozenNano: (3n * ONE) / 2n },
      { unit: 'USD', availableNano: -ONE / 4n, frozenNano: 0n },
    ]);
  });

  it('is unknown in a unit of which one part is unknown: unknown is not zero', () => {
    const body = { paid: [entry('CNY', '100'), entry('USD', '1')], given: [entry('CNY', 'much'), entry('USD', 1e30)] };
    expect(readBalances(body, paths)?.map(({ availableNano }) => availableNano)).toEqual([null, null]);
    expect(readBalances({ paid: [entry('CNY', '1', null)], given: [] }, paths)?.[0]?.frozenNano).toBeNull();
  });

  it('says nothing where one of its lists is missing', () => {
    expect(readBalances({ paid: [entry('CNY', '100')] }, paths)).toBeNull();
    expect(readBalances({ paid: [entry('CNY', '100')], given: null }, paths)).toBeNull();
    expect(readBalances({ code: 40002, msg: 'Missing Token', data: null }, paths)).toBeNull();
    expect(readBalances({ paid: [], given: [] }, paths)).toEqual([]);
  });

  it('is frozen, all of it, where it says that it cannot be used; a debt stays one', () => {
    const body = { ok: false, paid: [entry('CNY', '100', '5'), entry('USD', '-0.10')], given: [] };
    expect(readBalances(body, paths)).toEqual([
      { unit: 'CNY', availableNano: 0n, frozenNano: 105n * ONE },
      { unit: 'USD', availableNano: -ONE / 10n, frozenNano: 0n },
    ]);
    const silent = { ...paths, frozen: null };
    expect(readBalances(body, silent)?.[0]).toEqual({ unit: 'CNY', availableNano: 0n, frozenNano: 100n * ONE });
    // Anything but a clear no is no no.
    expect(readBalances({ ...body, ok: 0 }, paths)?.[0]?.availableNano).toBe(100n * ONE);
  });

  it('is bounded', () => {
    const many = Array.from({ length: 500 }, (_, index) => entry(`U${index}`, '1'));
    expect(readBalances({ paid: many, given: many.toReversed() }, paths)).toHaveLength(32);
    expect(readBalances({ paid: [entry('', '1'), entry('x'.repeat(201), '1'), null], given: [] }, paths)).toEqual([]);
  });

  it('names an account by a text or a whole number', () => {
    expect(readLabel({ id: 'ann' }, '$.id')).toBe('ann');
    expect(readLabel({ id: 42 }, '$.id')).toBe('42');
    for (const id of ['', null, 4.5, Number.NaN, {}, 'x'.repeat(201)]) expect(readLabel({ id }, '$.id')).toBeNull();
  });
});
