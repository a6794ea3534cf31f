import { READING_CHARS_MAX } from '../../../lib/page/protocol.ts';

/** What a console may answer, and what may be believed of it: nano-units, null unknown, undefined not stored at all. */
export const oddConsoles: readonly {
  readonly name: string;
  readonly body: string;
  readonly stored: string | null | undefined;
}[] = [
  { name: 'a negative balance is a debt', body: balanceBody('"-5.25"'), stored: '-5250000000n' },
  { name: 'NaN is unknown', body: balanceBody('"NaN"'), stored: null },
  { name: 'Infinity is unknown', body: balanceBody('"Infinity"'), stored: null },
  { name: 'null is unknown', body: balanceBody('null'), stored: null },
  { name: 'a number beyond all money is unknown', body: balanceBody('1e300'), stored: null },
  { name: 'forty digits are unknown', body: balanceBody('"9999999999999999999999999999999999999999"'), stored: null },
  { name: 'an object is unknown', body: balanceBody('{"amount": 5}'), stored: null },
  { name: 'HTML says nothing', body: '<!doctype html><title>Sign in</title>', stored: undefined },
  { name: 'broken JSON says nothing', body: balanceBody('"5"').slice(0, -3), stored: undefined },
  { name: 'a list instead of an object says nothing', body: '[]', stored: undefined },
  {
    name: 'a body beyond the bound says nothing',
    body: `${balanceBody('"5"')}${' '.repeat(READING_CHARS_MAX)}`,
    stored: undefined,
  },
];

/** A console's answer with this JSON as the balance. */
export function balanceBody(available: string, account = 'acc_odd'): string {
  return `{"account":{"id":"${account}","name":"Odd"},"balances":[{"unit":"USD","available":${available},"frozen":"0"}]}`;
}
