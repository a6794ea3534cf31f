import type { Draft } from '../domain/call.ts';
import { explainFreeOf } from '../domain/explain-free.ts';
import { explainPrice } from '../domain/explain-price.ts';
import type { DropLessons } from '../domain/learn-from-drops.ts';
import { atEnd, type Price } from '../domain/price.ts';
import type { HoursNow } from '../domain/price-at.ts';
import type { PriceShown, PriceView, RateView } from '../domain/price-view.ts';
import type { CallRecord } from '../domain/record.ts';
import type { Text } from '../domain/text.ts';
import { findPriceAndPayer } from '../engine/call-facts.ts';
import { UNREAD_DRAFT } from '../engine/reopen-call.ts';
import { readContext } from '../ledger/ledger-context.ts';
import type { PriceListRow } from '../ledger/rows.ts';
import type { LedgerTables } from '../ledger/tables.ts';
import { originOf } from '../prices/price-origin.ts';
import type { Provider } from '../providers/provider.ts';
import { findProvider } from '../providers/registry.ts';
import { nameOf } from './account-name.ts';

/** The price that would be counted with now for a call like this one. `now`: epoch ms. */
export async function viewPrice(
  tables: LedgerTables,
  record: CallRecord,
  { lists, now }: { readonly lists: readonly PriceListRow[]; readonly now: number },
): Promise<PriceView> {
  const { model, fingerprint, masked = null, account, paidBy = account } = record;
  const query = { provider: record.provider, fingerprint, masked, account: paidBy, model, callId: '' };
  const [context, paying] = await Promise.all([
    readContext(tables, query),
    account === null ? undefined : tables.accounts.get(account),
  ]);
  const provider = findProvider(record.provider, context.site?.facts ?? null);
  // The ordinary kind of service: what others cost is a part of that price.
  const { session: _, ...asked } = record.draft ?? UNREAD_DRAFT;
  const draft: Draft = { ...asked, model, tier: null };
  const times = { startedAt: now, endedAt: now };
  const found = provider && findPriceAndPayer({ provider, draft, context, fingerprint, times });
  return {
    provider: record.provider,
    providerName: nameOf(record.provider, lists),
    model,
    accountName: paying?.name ?? null,
    price: provider && found?.price ? showPrice(provider, found.price, found.hours) : null,
    lesson: found?.price ? null : lessonOf(context.drops ?? [], model),
  };
}

/** Orders them by provider, then by model. */
export function byName(a: PriceView, b: PriceView): number {
  const nameIn = ({ providerName, model }: PriceView): string => `${providerName} ${model ?? ''}`;
  return nameIn(a).localeCompare(nameIn(b));
}

function showPrice(provider: Provider, price: Price, hours: HoursNow | null): PriceShown {
  const { unit, date, source, basis } = price;
  const [low, high] = [atEnd(price, 'low'), atEnd(price, 'high')];
  const meters = Object.keys(price.rates) as RateView['meter'][];
  const rates = meters.flatMap((meter): readonly RateView[] => {
    const likely = price.rates[meter];
    return likely === undefined
      ? []
      : [{ meter, low: low.rates[meter] ?? likely, likely, high: high.rates[meter] ?? likely }];
  });
  const callFee = (price.callFee ?? 0n) - (price.sessionFee ?? 0n);
  const fee: readonly RateView[] =
    callFee <= 0n ? [] : [{ meter: 'requests', low: callFee, likely: callFee, high: callFee }];
  return {
    ...{ unit, date, rates: [...rates, ...fee], origin: originOf(provider, price) },
    link: /^https:\/\/\S+$/.test(source) ? source : null,
    notes: [
      // Its rates say the rest of it.
      ...explainPrice(price).filter(({ key }) => key !== 'price.dropRate'),
      ...hourNotes(hours),
      ...billingNotes(price),
      ...explainFreeOf(price.free),
      ...(price.sizes ?? []).map(
        ({ aboveInputTokens }): Text => ({ key: 'prices.above', params: { count: aboveInputTokens } }),
      ),
      ...(price.isGuess && basis === undefined ? [{ key: 'prices.guess' } as const] : []),
    ],
  };
}

/** How it is billed where that is not one by one. */
function billingNotes({ unit, steps = {}, callMin, sessionFee }: Price): readonly Text[] {
  const stepped = (Object.keys(steps) as (keyof typeof steps)[]).flatMap((meter): readonly Text[] => {
    const { each = 1, least } = steps[meter] ?? {};
    const what = { key: `meter.${meter}` } as const;
    return [
      ...(each > 1 ? [{ key: 'prices.steps', params: { what, count: each } } as const] : []),
      ...(least === undefined ? [] : [{ key: 'prices.leastCount', params: { what, count: least } } as const]),
    ];
  });
  const sum = (key: 'prices.callMin' | 'prices.session', picoPerUnit: bigint | undefined): readonly Text[] =>
    picoPerUnit === undefined ? [] : [{ key, params: { rate: { kind: 'rate', unit, picoPerUnit, per: 1 } } }];
  return [...stepped, ...sum('prices.callMin', callMin), ...sum('prices.session', sessionFee)];
}

function hourNotes(hours: HoursNow | null): readonly Text[] {
  if (hours === null) return [];
  const params = { time: { kind: 'clock', at: hours.until } } as const;
  return [{ key: hours.isDearer ? 'sum.dearHours' : 'sum.cheapHours', params }];
}

/** Of several units what the most drops show. */
function lessonOf(drops: readonly DropLessons[], model: string | null): PriceView['lesson'] {
  const lessons = drops.flatMap(({ lessons: all }) =>
    all.flatMap(({ model: of, lesson }) => (of === model && lesson.kind !== 'learned' ? [lesson] : [])),
  );
  return lessons.sort((a, b) => b.drops - a.drops)[0] ?? null;
}
