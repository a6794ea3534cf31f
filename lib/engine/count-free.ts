import { type FreeUse, freeName, isFreeCounted, periodOf } from '../domain/free-quantity.ts';
import type { Price } from '../domain/price.ts';
import type { CallRecord } from '../domain/record.ts';
import type { CallContext, FreeQuery, ReviewLedger } from './ports.ts';

/**
 * What is known around a call, with what was used of free quantities that nobody has counted yet in this period: only the first
 * call by such a price needs that. Null: all of it is known.
 */
export async function countFree(
  price: Pick<Price, 'free'> | null,
  context: CallContext,
  asked: Omit<FreeQuery, 'free' | 'account'>,
  ledger: Pick<ReviewLedger, 'countFreeUse'>,
): Promise<CallContext | null> {
  const { used = [], account } = context;
  const free = (price?.free ?? []).filter((one) => !isFreeCounted(one, asked.model, asked.day, used));
  if (free.length === 0) return null;
  const counted = await ledger.countFreeUse({ ...asked, free, account: account?.id ?? null });
  return { ...context, used: [...used, ...counted] };
}

/** The context without what a record used of free quantities, because another takes its place. */
export function withoutUseOf(record: CallRecord | null, context: CallContext): CallContext {
  const { pricedBy, freeUse, model, day, account } = record ?? {};
  if (!pricedBy?.free || !freeUse || model === undefined || day === undefined) return context;
  if (account !== (context.account?.id ?? null)) return context;
  const back = pricedBy.free.map(
    (free): FreeUse => ({
      ...{ name: freeName(free, model), per: free.per, period: periodOf(free.per, day) },
      counts: Object.fromEntries(free.meters.map((meter) => [meter, -(freeUse[meter] ?? 0)])),
    }),
  );
  return { ...context, used: [...(context.used ?? []), ...back] };
}
