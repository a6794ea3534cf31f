import type { CallRecord } from './record.ts';

/**
 * What a call takes from a reading of its wallet, as is likely, nano-units. One that was taken (`readAt`, epoch ms) while the call ran, at
 * a provider whose figure then lacked what was set aside, gets the difference back, though the provider may have given it back before.
 */
export function leavesReading(
  {
    cost,
    asideNano = 0n,
    isPayerUnsure,
    openedAt,
  }: Pick<CallRecord, 'cost' | 'asideNano' | 'isPayerUnsure' | 'openedAt'>,
  readAt: number | null,
): bigint {
  if (cost === null || isPayerUnsure) return 0n;
  return readAt !== null && readAt >= openedAt ? cost.likelyNano - asideNano : cost.likelyNano;
}
