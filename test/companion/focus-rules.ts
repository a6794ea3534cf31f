/**
 * Rules of FOCUS 1.2 that a row alone can break, by column: feature level "Mandatory" (all 21), "allows nulls", data type and
 * allowed values of its "Content constraints", and what its requirements say of other columns.
 * @see https://focus.finops.org/focus-specification/v1-2/
 */
type FocusRow = Readonly<Record<string, string>>;
interface Rule {
  readonly allowsNull: boolean;
  readonly form: RegExp;
}

const DECIMAL = /^-?\d+(\.\d+)?$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const NATIONAL = /^[A-Z]{3}$/;
const TEXT = /^\S(.*\S)?$/;
const of = (form: RegExp, allowsNull = false): Rule => ({ form, allowsNull });

const MANDATORY: Readonly<Record<string, Rule>> = {
  BilledCost: of(DECIMAL),
  BillingAccountId: of(TEXT),
  BillingAccountName: of(TEXT, true),
  BillingCurrency: of(NATIONAL),
  BillingPeriodEnd: of(DATE_TIME),
  BillingPeriodStart: of(DATE_TIME),
  ChargeCategory: of(/^(Usage|Purchase|Tax|Credit|Adjustment)$/),
  ChargeClass: of(/^Correction$/, true),
  ChargeDescription: of(TEXT, true),
  ChargePeriodEnd: of(DATE_TIME),
  ChargePeriodStart: of(DATE_TIME),
  ContractedCost: of(DECIMAL),
  EffectiveCost: of(DECIMAL),
  InvoiceIssuerName: of(TEXT),
  ListCost: of(DECIMAL),
  PricingQuantity: of(DECIMAL, true),
  PricingUnit: of(/^(\d+ )?[A-Z][A-Za-z-]*$/, true),
  ProviderName: of(TEXT),
  PublisherName: of(TEXT),
  ServiceCategory: of(
    /^(AI and Machine Learning|Analytics|Business Applications|Compute|Databases|Developer Tools|Multicloud|Identity|Integration|Internet of Things|Management and Governance|Media|Migration|Mobile|Networking|Security|Storage|Web|Other)$/,
  ),
  ServiceName: of(TEXT),
};
const CONDITIONAL: Readonly<Record<string, Rule>> = {
  PricingCurrency: of(/^(?!tollkeeper)\S.*$/),
  PricingCurrencyEffectiveCost: of(DECIMAL),
  Tags: of(/^\{.*\}$/, true),
};

/** What is wrong with a row; empty: nothing. */
export function brokenRules(row: FocusRow): readonly string[] {
  const ofColumns = Object.entries({ ...MANDATORY, ...CONDITIONAL }).flatMap(([column, { allowsNull, form }]) => {
    const value = row[column];
    if (value === undefined) return [`${column} is missing`];
    if (value === '') return allowsNull ? [] : [`${column} is null`];
    return form.test(value) ? [] : [`${column} is "${value}"`];
  });
  return [...ofColumns, ...relations.flatMap(([name, holds]) => (holds(row) ? [] : [name]))];
}

const isCorrection = (row: FocusRow): boolean => row.ChargeClass === 'Correction';
const isCharged = (row: FocusRow): boolean => ['Usage', 'Purchase'].includes(row.ChargeCategory ?? '');

const relations: readonly (readonly [string, (row: FocusRow) => boolean])[] = [
  [
    'a usage or purchase that is no correction has a quantity',
    (row) => isCorrection(row) || !isCharged(row) || row.PricingQuantity !== '',
  ],
  [
    'a usage or purchase that is no correction has a unit',
    (row) => isCorrection(row) || !isCharged(row) || row.PricingUnit !== '',
  ],
  ['a charge period ends after its start', (row) => (row.ChargePeriodStart ?? '') < (row.ChargePeriodEnd ?? '')],
  ['a billing period is a month', (row) => isMonth(row.BillingPeriodStart ?? '', row.BillingPeriodEnd ?? '')],
  [
    'a correction is of a period that was billed before',
    (row) => !isCorrection(row) || (row.ChargePeriodEnd ?? '') <= (row.BillingPeriodStart ?? ''),
  ],
  [
    'what was paid for before is effective when it is used',
    (row) => row.ChargeCategory !== 'Purchase' || Number(row.EffectiveCost) === 0,
  ],
  [
    'custom columns begin with x_',
    (row) => Object.keys(row).every((name) => name in MANDATORY || name in CONDITIONAL || name.startsWith('x_')),
  ],
];

function isMonth(start: string, end: string): boolean {
  const date = new Date(start);
  date.setUTCMonth(date.getUTCMonth() + 1);
  return start.endsWith('-01T00:00:00Z') && date.toISOString() === end.replace('Z', '.000Z');
}
