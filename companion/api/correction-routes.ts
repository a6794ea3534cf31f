import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { toDecimal } from '../../lib/domain/money.ts';
import {
  acceptDifference,
  type BookedCorrection,
  describeCorrection,
  refundCall,
  repriceCalls,
} from '../calls/correct-calls.ts';
import { type ReconciledWallet, reconcileWallets } from '../watch/reconcile-wallets.ts';
import { dayIn, daySpan, daysIn } from './days.ts';
import { type ApiDesk, ApiProblem, type ApiRoute, route } from './route.ts';
import { CALLS_MAX, findAccount, readSum } from './watch-routes.ts';

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const amount = v.pipe(v.string(), v.maxLength(40));
const day = v.pipe(v.string(), v.isoDate('a day is written 2026-11-30'));
/** A span between two readings may be as long where a balance is read seldom, ms. */
const SPAN_MS_MAX = 7 * 86_400_000;

/** What calls came to after all. Their records stay as they were; budgets, sums, exports and reconciling count the corrections. */
export const correctionRoutes: readonly ApiRoute[] = [
  route({
    method: 'POST',
    path: '/calls/{id}/refund',
    summary: 'Book what a provider gave back of a call, in the windows of its budgets',
    input: v.object({
      id: name,
      /** A decimal above 0, in what the call cost in. */
      amount,
      /** Absent: what the call cost in; another one is refused. */
      unit: v.optional(v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(40))), null),
      /** The same again is booked once. Absent: it is another refund. */
      refund: v.optional(
        v.pipe(v.string(), v.regex(/^[\w.:-]{1,64}$/, 'a refund is named by at most 64 letters, digits and .:-')),
      ),
    }),
    answer: async ({ id, amount: sum, unit, refund = randomUUID() }, desk) => {
      const refunded = await refundCall(desk, { callId: id, id: refund, nano: readSum(sum) ?? 0n, unit });
      switch (refunded.kind) {
        case 'booked':
          return { ...describeCorrection(refunded.booked), refund, isNew: refunded.isNew };
        case 'absent':
          throw new ApiProblem(404, `there is no call ${id}; "tollkeeper calls --json" has their ids`);
        case 'unknown':
          throw new ApiProblem(409, `what call ${id} cost nobody knows, so nothing of it can be given back`);
        case 'other-unit':
          throw new ApiProblem(400, `call ${id} cost in ${refunded.unit}: give the amount in that`);
        case 'over':
          throw new ApiProblem(
            409,
            `call ${id} came to ${toDecimal(refunded.leftNano)} ${refunded.unit}: no more can be given back`,
          );
      }
    },
  }),
  route({
    method: 'POST',
    path: '/calls/reprice',
    summary: 'Book the difference to what calls come to by your own prices as they are now',
    input: v.object({
      from: day,
      /** Absent: up to today. */
      to: v.optional(day),
      provider: v.optional(name),
      model: v.optional(name),
      /** True: nothing is booked; it is only said what would be. */
      dry: v.optional(v.boolean(), false),
    }),
    answer: async ({ from, to: until, provider, model, dry }, desk) => {
      const to = until ?? dayIn(desk.zone, desk.now());
      const { start, end } = daySpan({ from, to, zone: desk.zone });
      const found = await desk.store.transact(({ records }) =>
        Promise.resolve(
          records
            .where('openedAt')
            .between(start, end)
            .filter((one) => (!provider || one.provider === provider) && (!model || one.model === model))
            .limit(CALLS_MAX + 1)
            .toArray(),
        ),
      );
      if (found.length > CALLS_MAX) throw new ApiProblem(400, `these are more than ${CALLS_MAX} calls: say fewer days`);
      const changes = await repriceCalls(
        desk,
        found.map(({ callId }) => callId),
        dry,
      );
      return {
        from,
        to,
        dry,
        looked: found.length,
        sums: sumsOf(changes),
        corrections: changes.map(describeCorrection),
      };
    },
  }),
  route({
    method: 'POST',
    path: '/reconcile/accept',
    summary: 'Book what a balance lost and no call explains, on the calls of that day',
    input: v.object({ account: name, day }),
    answer: async (input, desk) => acceptDay(desk, input.day, (await findAccount(input.account, desk)).id),
  }),
];

async function acceptDay(desk: ApiDesk, accepted: string, account: string): Promise<object> {
  const now = desk.now();
  const dayOf = daysIn(desk.zone);
  // Spans are cut at the same readings whenever one looks, so that what was accepted is known again.
  const from = daySpan({ from: accepted, to: accepted, zone: desk.zone }).start - SPAN_MS_MAX;
  const { wallets } = await reconcileWallets(desk, { from, now, dayOf, callsMax: CALLS_MAX });
  const own = wallets.filter((wallet) => wallet.account.id === account);
  if (own.length === 0) throw new ApiProblem(404, `no balance of ${account} was read on ${accepted} or since`);
  const cut = own.find(({ cutDay }) => cutDay >= accepted);
  if (cut !== undefined) throw new ApiProblem(409, `there were too many calls since ${accepted} to be looked at`);
  const booked: BookedCorrection[] = [];
  const left: { readonly unit: string; readonly nano: bigint; readonly why: 'no-call' | 'under-way' }[] = [];
  for (const wallet of own) {
    for (const span of differingSpans(wallet, (at) => dayOf(at) === accepted)) {
      if (!span.isSettled) {
        left.push({ unit: wallet.unit, nano: span.differenceNano, why: 'under-way' });
        continue;
      }
      const taken = await acceptDifference(desk, wallet.unit, span);
      booked.push(...taken.booked);
      if (taken.leftNano !== 0n) left.push({ unit: wallet.unit, nano: taken.leftNano, why: 'no-call' });
    }
  }
  return {
    ...{ account, day: accepted, corrections: booked.map(describeCorrection) },
    left: left.map(({ unit, nano, why }) => ({ unit, amount: toDecimal(nano), why })),
  };
}

function differingSpans({ spans }: ReconciledWallet, isMeant: (at: number) => boolean): ReconciledWallet['spans'] {
  return spans.filter((span) => isMeant(span.to) && (!span.isExplained || span.unknownCalls > 0));
}

function sumsOf(changes: readonly BookedCorrection[]): readonly object[] {
  const sums = new Map<string, { calls: number; nano: bigint }>();
  for (const { unit, nano } of changes) {
    const sum = sums.get(unit) ?? { calls: 0, nano: 0n };
    sums.set(unit, { calls: sum.calls + 1, nano: sum.nano + nano });
  }
  return [...sums].map(([unit, { calls, nano }]) => ({ unit, calls, amount: toDecimal(nano) }));
}
