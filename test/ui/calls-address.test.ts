import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANY_CALL, CALL_OUTCOMES, callsOfAccount } from '../../lib/domain/dashboard.ts';
import { addressOfCalls, readCallsAddress } from '../../lib/ui/calls-address.ts';

const text = fc.string({ minLength: 1, maxLength: 80 });
const asked = fc.record({
  filter: fc.record({
    provider: fc.option(text),
    account: fc.option(text),
    model: fc.option(text),
    outcome: fc.option(fc.constantFrom(...CALL_OUTCOMES)),
    fromDay: fc.constantFrom(null, '2026-02-28'),
    toDay: fc.constantFrom(null, '2026-11-22'),
    search: fc.string({ maxLength: 80 }),
  }),
  callId: fc.option(text),
});

describe('the address of the list of calls', () => {
  it('leads back to what it was written from', () => {
    fc.assert(fc.property(asked, (one) => void expect(readCallsAddress(addressOfCalls(one))).toEqual(one)));
  });

  it('is as short as what is asked for', () => {
    expect(addressOfCalls({ filter: ANY_CALL, callId: null })).toBe('#calls');
    expect(addressOfCalls({ filter: { ...ANY_CALL, search: 'a b' }, callId: '1-2' })).toBe('#calls?find=a+b&call=1-2');
  });

  it('of an account, as alerts have it, is one of them', () => {
    expect(readCallsAddress(callsOfAccount('laozhang:7 &'))?.filter).toEqual({ ...ANY_CALL, account: 'laozhang:7 &' });
  });

  it.each(['#spend?by=model', '#callsx', '', 'calls'])('%j is another screen', (hash) => {
    expect(readCallsAddress(hash)).toBeNull();
  });

  it('takes what is not understood as any', () => {
    const hash = `#calls?outcome=odd&from=2026-02-31&to=yesterday&model=${'m'.repeat(301)}&x=1&provider=%E0%A4%A`;
    expect(readCallsAddress(hash)).toMatchObject({
      filter: { ...ANY_CALL, provider: expect.any(String) },
      callId: null,
    });
  });
});
