import type { Cell } from '../../lib/domain/csv.ts';
import { convertNano, parseDecimal, toDecimal } from '../../lib/domain/money.ts';
import { speak } from '../terminal/speak.ts';
import type { CreditRate, ExportQuery } from './export-query.ts';
import type { ExportedCall } from './exported-call.ts';
import type { Correction } from './read-pages.ts';
import type { Payers } from './read-payers.ts';
import type { TopUp } from './read-top-ups.ts';

/**
 * The columns of FOCUS 1.2: all 21 that are mandatory, those for what is priced in a provider's own credit, and a few of ours.
 * @see https://focus.finops.org/focus-specification/v1-2/
 */
export const FOCUS_COLUMNS = [
  ...['BilledCost', 'BillingAccountId', 'BillingAccountName', 'BillingCurrency', 'BillingPeriodEnd'],
  ...['BillingPeriodStart', 'ChargeCategory', 'ChargeClass', 'ChargeDescription', 'ChargePeriodEnd'],
  ...['ChargePeriodStart', 'ContractedCost', 'EffectiveCost', 'InvoiceIssuerName', 'ListCost', 'PricingQuantity'],
  ...['PricingUnit', 'ProviderName', 'PublisherName', 'ServiceCategory', 'ServiceName'],
  ...['PricingCurrency', 'PricingCurrencyEffectiveCost', 'Tags', 'x_CallId', 'x_Model', 'x_Certainty', 'x_Outcome'],
] as const;

/** What a row is made with besides its call. */
export interface FocusContext extends Pick<ExportQuery, 'rates' | 'providerNames'> {
  readonly payers: Pick<Payers, 'isPrepaid' | 'assumedAt' | 'walletOf'>;
}

/**
 * A call as a row of usage; null where nobody knows what it cost, or in what currency: no number may stand for that. Use of a
 * balance that was paid for before is billed 0, since its top-up was; its effective cost is what it took.
 */
export function focusOfCall(call: ExportedCall, context: FocusContext): readonly Cell[] | null {
  const { cost, certainty, provider, account, at, settledAt } = call;
  if (cost === null || certainty === 'unknown') return null;
  const charged = chargeOf(cost.likely, cost.unit, context.rates);
  if (charged === null) return null;
  const isPrepaid = context.payers.isPrepaid(provider, account);
  const { quantity, unit } = quantityOf(call);
  const start = Math.floor(at / 1000) * 1000;
  return focusRow({
    ...{ ...call, ...charged, context, quantity, unit, start, charge: null },
    billed: isPrepaid ? '0' : charged.effective,
    end: Math.max(Math.ceil(settledAt / 1000) * 1000, start + 1000),
    periodAt: at,
    description: `${call.model ?? speak('any.call')}: ${call.outcome}`,
  });
}

/** A correction as a row of usage of its own, in the period it was made in. See {@link focusOfCall}. */
export function focusOfCorrection(correction: Correction, context: FocusContext): readonly Cell[] | null {
  const { cost, provider, account, at, reservedAt, label } = correction;
  const charged = chargeOf(toDecimal(cost.nano), cost.unit, context.rates);
  if (charged === null) return null;
  const isPrepaid = context.payers.isPrepaid(provider, account);
  const start = Math.floor(reservedAt / 1000) * 1000;
  return focusRow({
    ...{ ...correction, ...charged, context, label, tool: null, start, end: start + 1000, periodAt: at },
    ...{ id: `${correction.callId}/${correction.id}`, certainty: 'billed', outcome: correction.kind },
    ...{ quantity: isLater(at, reservedAt) ? null : 1, unit: isLater(at, reservedAt) ? null : 'Requests' },
    billed: isPrepaid ? '0' : charged.effective,
    charge: isLater(at, reservedAt) ? 'Correction' : null,
    description: `Correction (${correction.kind}) of call ${correction.callId}`,
  });
}

/** A top-up as a purchase: billed now, effective when it is used. See {@link focusOfCall}. */
export function focusOfTopUp(topUp: TopUp, context: FocusContext): readonly Cell[] | null {
  const { account, unit, paidNano, after, at } = topUp;
  const charged = chargeOf(toDecimal(paidNano), unit, context.rates);
  if (charged === null) return null;
  const start = Math.floor(after / 1000) * 1000;
  return focusRow({
    ...{ ...charged, account, context, start, end: Math.max(Math.ceil(at / 1000) * 1000, start + 1000), periodAt: at },
    ...{ id: `top-up/${account}/${at}`, provider: account.split(':', 1)[0] ?? '', category: 'Purchase', charge: null },
    ...{ model: null, tool: null, label: null, certainty: 'estimated', outcome: 'top-up', quantity: 1, unit: 'Units' },
    ...{ billed: charged.effective, listed: charged.effective, effective: '0', priced: '0' },
    description: 'Top-up, as the balance showed it',
  });
}

interface Charge {
  /** Absent: usage. */
  readonly category?: 'Purchase';
  /** What it costs by list and by contract. Absent: what is effective. */
  readonly listed?: string;
  readonly id: string;
  readonly provider: string;
  readonly account: string | null;
  readonly model: string | null;
  readonly tool: string | null;
  readonly label: string | null;
  readonly certainty: string;
  readonly outcome: string;
  readonly context: FocusContext;
  readonly billed: string;
  readonly effective: string;
  readonly currency: string;
  /** In the unit that it is priced in. */
  readonly priced: string;
  readonly pricedIn: string;
  readonly quantity: number | null;
  readonly unit: string | null;
  readonly charge: 'Correction' | null;
  readonly start: number;
  readonly end: number;
  readonly periodAt: number;
  readonly description: string;
}

function focusRow(row: Charge): readonly Cell[] {
  const { provider, billed, effective, currency, start, end, model, tool, label, listed = effective } = row;
  const { payers } = row.context;
  // Of the wallet that paid: its purchases are under that name.
  const account = row.account === null ? payers.assumedAt(provider) : payers.walletOf(row.account);
  const name = row.context.providerNames[provider] ?? provider;
  const { from, until } = monthOf(row.periodAt);
  const tags = { ...(tool !== null && { tool }), ...(label !== null && { label }) };
  return [
    ...[billed, account ?? `${provider}:unknown`, account?.slice(provider.length + 1) || null, currency, until],
    ...[from, row.category ?? 'Usage', row.charge, row.description, instant(end)],
    ...[instant(start), listed, effective, name, listed, row.quantity],
    ...[row.unit, name, name, model === null ? 'Other' : 'AI and Machine Learning', `${name} API`],
    ...[row.pricedIn, row.priced, JSON.stringify(tags), row.id, model, row.certainty, row.outcome],
  ];
}

interface Charged {
  readonly effective: string;
  readonly currency: string;
  readonly priced: string;
  readonly pricedIn: string;
}

/** In a national currency, as bills are; null: nobody said what a credit costs. */
function chargeOf(amount: string, unit: string, rates: Readonly<Record<string, CreditRate>>): Charged | null {
  if (/^[A-Z]{3}$/.test(unit)) return { effective: amount, currency: unit, priced: amount, pricedIn: unit };
  const rate = Object.hasOwn(rates, unit) ? rates[unit] : undefined;
  const nano = parseDecimal(amount);
  const paid = rate === undefined || nano === null ? null : convertNano(nano, rate.rateNano);
  if (rate === undefined || paid === null) return null;
  return { effective: toDecimal(paid), currency: rate.currency, priced: amount, pricedIn: unit };
}

function quantityOf({ usage }: ExportedCall): { readonly quantity: number; readonly unit: string } {
  let tokens = 0;
  for (const [meter, count] of Object.entries(usage ?? {})) if (meter.endsWith('-tokens')) tokens += count;
  return tokens > 0 ? { quantity: tokens, unit: 'Tokens' } : { quantity: 1, unit: 'Requests' };
}

/** Bills are of months in UTC. Calls come in order: most are of the month of the one before. */
function monthOf(at: number): Month {
  if (at >= lastMonth.start && at < lastMonth.end) return lastMonth;
  const date = new Date(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const [start, end] = [Date.UTC(year, month), Date.UTC(year, month + 1)];
  lastMonth = { start, end, from: instant(start), until: instant(end) };
  return lastMonth;
}

interface Month {
  readonly start: number;
  readonly end: number;
  readonly from: string;
  readonly until: string;
}
let lastMonth: Month = { start: 0, end: 0, from: '', until: '' };

function isLater(at: number, than: number): boolean {
  return monthOf(at).start > monthOf(than).start;
}

function instant(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}
