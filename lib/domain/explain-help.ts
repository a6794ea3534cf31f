import type { Arrival, ProviderHelp } from './help.ts';
import { parseDecimal } from './money.ts';
import type { Text } from './text.ts';

/** More ways of paying than this are not told one by one. */
const ARRIVALS_MAX = 3;

/** What somebody who is about to pay should know: how long it takes, what is added, what becomes of what is left. */
export function explainPaying({ arrivals = [], bonuses = [], ...help }: ProviderHelp): readonly Text[] {
  const { autoRecharge, creditsLastDays, refunds } = help;
  const [bonus] = bonuses;
  return [
    ...arrivals.slice(0, ARRIVALS_MAX).map(arrivalText),
    ...(bonus === undefined
      ? []
      : [
          {
            key: 'help.bonus',
            params: {
              n: bonus.percent,
              from: {
                kind: 'money',
                money: { unit: bonus.unit, nano: parseDecimal(bonus.from) ?? 0n },
                decimalsMin: 0,
              },
            },
          } as const,
        ]),
    ...(autoRecharge === 'on-by-default' ? [{ key: 'help.auto' } as const] : []),
    ...(creditsLastDays === undefined ? [] : [{ key: 'help.lasts', params: { n: creditsLastDays } } as const]),
    ...(refunds === undefined ? [] : [refundText(refunds)]),
  ];
}

/** Where the provider is heard, and when; null: not known. */
export function explainSupport({ support, supportHours }: ProviderHelp): Text | null {
  if (support === undefined) return null;
  const where = { kind: 'verbatim', text: support.replace(/^mailto:/, '') } as const;
  return supportHours === undefined
    ? { key: 'help.support', params: { where } }
    : { key: 'help.supportHours', params: { where, hours: supportHours } };
}

function arrivalText({ by, minutes: [low, high] }: Arrival): Text {
  const how: Text = { key: `help.by.${by}` };
  if (high <= 90)
    return { key: low === 0 ? 'help.arrival.within' : 'help.arrival.minutes', params: { how, low, n: high } };
  return { key: 'help.arrival.hours', params: { how, n: Math.ceil(high / 60) } };
}

function refundText({ kind, days = 0 }: NonNullable<ProviderHelp['refunds']>): Text {
  return kind === 'unused-within-days'
    ? { key: 'help.refunds.days', params: { n: days } }
    : { key: `help.refunds.${kind}` };
}
