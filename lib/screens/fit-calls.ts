import type { CallPosition } from '../domain/dashboard.ts';
import type { CallRecord } from '../domain/record.ts';

/** Whether a part of a model's name, a site or one of a call's numbers is what was searched for, in lower case; empty: it is. */
export function isFound(record: CallRecord, search: string): boolean {
  const { model, origin, requestId, callId, providerRequestId } = record;
  const texts = [model ?? '', origin, providerRequestId ?? '', requestId, callId];
  return search === '' || texts.some((text) => text.toLowerCase().includes(search));
}

/** The place behind some calls, the newest first, that were read from a place on. */
export function positionAfter(
  rows: readonly Pick<CallRecord, 'openedAt'>[],
  after: CallPosition | null,
): CallPosition | null {
  const at = rows.at(-1)?.openedAt;
  if (at === undefined) return after;
  const skip = rows.filter((row) => row.openedAt === at).length;
  return { at, skip: at === after?.at ? after.skip + skip : skip };
}
