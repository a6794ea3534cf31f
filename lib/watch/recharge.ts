import type { Arrival } from '../domain/help.ts';

/** Money that was said to be on its way and was not seen yet. */
export interface PendingRecharge {
  readonly account: string;
  /** When it was said, epoch ms. */
  readonly at: number;
  /** `report`: somebody said that they paid; `click`: the page to pay was opened, which is no payment yet. */
  readonly by: 'report' | 'click';
  /** How much, nano-units of `unit`; both null: nobody said. */
  readonly nano: bigint | null;
  readonly unit: string | null;
  /** How it was paid; null: nobody said. */
  readonly way: Arrival['by'] | null;
}

/** Where no provider says how long a payment takes: most are there within this, minutes. */
export const ARRIVAL_MINUTES = 90;
/** A page that was opened and never paid at is forgotten after this, ms; what was reported, later. */
const FORGOTTEN_MS = { click: 86_400_000, report: 14 * 86_400_000 } as const;
const MINUTE_MS = 60_000;

/** How long a payment takes at the most by what its provider says, minutes; null: it does not say. */
export function statedMinutes(arrivals: readonly Arrival[] | undefined, way: PendingRecharge['way']): number | null {
  const all = arrivals ?? [];
  const meant = all.filter(({ by }) => way === null || by === way);
  const found = meant.length > 0 ? meant : all.filter(({ by }) => by === 'any');
  return found.length === 0 ? null : Math.max(...found.map(({ minutes: [, high] }) => high));
}

/** When it should have been there, epoch ms; `stated` as {@link statedMinutes} has it. */
export function expectedBy({ at }: Pick<PendingRecharge, 'at'>, stated: number | null): number {
  return at + Math.max(stated ?? ARRIVAL_MINUTES, 1) * MINUTE_MS;
}

/** From when on nobody waits for it any more, epoch ms. */
export function forgottenFrom({ at, by }: Pick<PendingRecharge, 'at' | 'by'>): number {
  return at + FORGOTTEN_MS[by];
}

/** Whether it is still waited for. */
export function isAwaited(pending: Pick<PendingRecharge, 'at' | 'by'>, now: number): boolean {
  return now < forgottenFrom(pending);
}
