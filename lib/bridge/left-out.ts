import type { Money } from '../domain/money.ts';
import type { ChipHandle } from '../webext/page-ui.ts';
import type { BackgroundLink } from './background-link.ts';
import type { BridgeCall } from './call.ts';
import { loadPageUi, readLook } from './load-page-ui.ts';

/** A call with records that wait. */
export interface KeptCall {
  readonly call: BridgeCall;
  /** What was usable when they were last spoken about; null: not known. */
  readonly usable: Money | null;
}

/** What smaller batches have left out stays within reach in this tab: a line in the corner says so. */
export interface LeftOutDesk {
  /** Says that records of this call wait; it replaces what was said of another. */
  readonly keep: (kept: KeptCall) => void;
  /** The call whose records wait; null: none. */
  readonly current: () => KeptCall | null;
  /** A card speaks of them now, or they are on their way. */
  readonly hide: () => void;
}

/** The desk of one document. `onOpen` is told when the line was clicked. */
export function openLeftOut(link: BackgroundLink, onOpen: (kept: KeptCall) => void): LeftOutDesk {
  let kept: KeptCall | null = null;
  let handle: ChipHandle | null = null;

  const hide = (): void => {
    kept = null;
    handle?.close();
    handle = null;
  };
  const show = async (next: KeptCall): Promise<void> => {
    const n = next.call.batch?.rest ?? 0;
    const ui = await loadPageUi(link);
    const look = await readLook();
    if (ui === null || kept !== next) return;
    handle?.close();
    const view = { text: { key: 'chip.leftOut', params: { n } }, mood: 'unsure' } as const;
    handle = ui.showChip(view, { anchor: null, onClick: () => onOpen(next) }, look);
  };
  return {
    keep: (next) => {
      kept = next;
      void show(next).catch(() => {});
    },
    current: () => kept,
    hide,
  };
}
