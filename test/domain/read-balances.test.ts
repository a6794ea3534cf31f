import { describe, expect, it } from 'vitest';
import { type BalancePaths, readBalances, readLabel, type WalletPaths } from '../../lib/domain/read-balances.ts';
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
    expect(readLabel({ id: 'a\u001b]0;b\u0007' }, '$.id')).toBe('a ]0;b ');
    for (const id of ['', null, 4.5, Number.NaN, {}, 'x'.repeat(201)]) expect(readLabel({ id }, '$.id')).toBeNull();
  });

  const single = (more: Partial<BalancePaths>): BalancePaths => ({
    ...paths,
    lists: ['$'],
    isSingle: true,
    unit: 'USD',
    frozen: null,
    ...more,
  });
  const available = (body: unknown, more: Partial<BalancePaths>) =>
    readBalances(body, single(more))?.[0]?.availableNano;

  it('may be a sum of what stands apart, and is unknown where a part is', () => {
    const body = { wallet: 12.5, notes: '2.25', running: 1.5, line: 100 };
    const more = { available: '$.wallet', plus: ['$.notes'], minus: ['$.running'] };
    expect(available(body, more)).toBe((1325n * ONE) / 100n);
    // A credit line is no money of theirs.
    expect(available(body, { available: '$.line', minus: ['$.wallet'], perUnit: '10' })).toBe((875n * ONE) / 100n);
    expect(available({ ...body, running: null }, more)).toBeNull();
    expect(available({ ...body, notes: 'many' }, more)).toBeNull();
  });

  it('may be written the other way round', () => {
    expect(available({ total: { val: '-1000' } }, { available: '$.total.val', perUnit: '100', isInverted: true })).toBe(
      10n * ONE,
    );
    expect(available({ balance: 3 }, { available: '$.balance', isInverted: true })).toBe(-3n * ONE);
  });

  it('is unknown where a figure says that there is no limit', () => {
    const more = { available: '$.limit', unlimitedFrom: '100000000' };
    expect(available({ limit: 99_999_999 }, more)).toBe(99_999_999n * ONE);
    expect(available({ limit: 100_000_000 }, more)).toBeNull();
  });

  it('may be a bare figure', () => {
    expect(available(-0.18, { available: '$' })).toBe((-18n * ONE) / 100n);
    expect(readBalances('8.54', single({ available: '$' }))).toBeNull();
  });
});

describe('the parts of a balance', () => {
  const wallet: WalletPaths = {
    lists: ['$'],
    isSingle: true,
    unit: 'USD',
    perUnit: '100',
    available: '$.all',
    minus: ['$.line'],
    frozen: null,
    isUsable: null,
    parts: [
      { kind: 'cash', at: '$.cash' },
      { kind: 'plan', at: '$.limit', minus: '$.used' },
      { kind: 'credit-line', at: '$.line', isApart: true },
    ],
  };

  it('are told apart, and what may be owed is no money', () => {
    expect(readBalances({ all: 1000, cash: 700, limit: 200, used: 100, line: 200 }, wallet)).toEqual([
      {
        unit: 'USD',
        availableNano: 8n * ONE,
        frozenNano: null,
        parts: [
          { kind: 'cash', nano: 7n * ONE },
          { kind: 'plan', nano: ONE },
          { kind: 'credit-line', nano: 2n * ONE, isApart: true },
        ],
      },
    ]);
  });

  it('are left out where the answer does not say them, never 0', () => {
    const [read] = readBalances({ all: 1000, cash: 700, limit: 200, line: 0 }, wallet) ?? [];
    expect(read?.parts?.map(({ kind }) => kind)).toEqual(['cash', 'credit-line']);
  });

  it('are what each list is, where lists are parts', () => {
    const body = { paid: [entry('CNY', '1'), entry('USD', '2')], given: [entry('CNY', '4')] };
    expect(readBalances(body, { ...paths, listParts: ['cash', 'granted'] })?.map(({ parts }) => parts)).toEqual([
      [
        { kind: 'cash', nano: ONE },
        { kind: 'granted', nano: 4n * ONE },
      ],
      [{ kind: 'cash', nano: 2n * ONE }],
    ]);
  });

  it('an unlimited one is no figure', () => {
    const unlimited = { ...wallet, minus: [], parts: [], unlimitedFrom: '1000' };
    expect(readBalances({ all: 1000 }, unlimited)).toEqual([
      { unit: 'USD', availableNano: null, frozenNano: null, isUnlimited: true },
    ]);
    expect(readBalances({ all: 999 }, unlimited)).toEqual([
      { unit: 'USD', availableNano: 9_990_000_000n, frozenNano: null },
    ]);
  });
});
