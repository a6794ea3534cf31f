import type { UsableNow } from '../domain/balance.ts';
import type { ChipHandle } from '../webext/page-ui.ts';
import type { BackgroundLink } from './background-link.ts';
import type { BridgeCall } from './call.ts';
import { loadPageUi, readLook } from './load-page-ui.ts';

/** A call with records that wait. */
export interface KeptCall {
  readonly call: BridgeCall;
  /** What was usable when they were last spoken about; null: not known. */
  readonly usable: UsableNow | null;
}

/** What smaller batches have left out stays within reach in this tab: a line in the corner counts it. */
export interface LeftOutDesk {
  /** Says that records of this call wait, too. */
  readonly keep: (kept: KeptCall) => void;
  /** The call whose records wait longest; null: none. */
  readonly current: () => KeptCall | null;
  /** A card speaks of this call's records now, or they are on their way. */
  readonly release: (call: BridgeCall) => void;
}

/** The desk of one document. `onOpen` is told when the line was clicked. */
export function openLeftOut(link: BackgroundLink, onOpen: (kept: KeptCall) => void): LeftOutDesk {
  let waiting: readonly KeptCall[] = [];
  let handle: ChipHandle | null = null;

  const close = (): void => {
    handle?.close();
    handle = null;
  };
  const show = async (now: readonly KeptCall[]): Promise<void> => {
    const ui = await loadPageUi(link);
    const look = await readLook();
    const [first] = now;
    if (ui === null || waiting !== now || first === undefined) return;
    const n = now.reduce((sum, { call }) => sum + (call.batch?.rest ?? 0), 0);
    close();
    const view = { text: { key: 'chip.leftOut', params: { n } }, mood: 'unsure' } as const;
    handle = ui.showChip(view, { anchor: null, onClick: () => onOpen(first) }, look);
  };
  const change = (next: readonly KeptCall[]): void => {
    waiting = next;
    if (next.length === 0) close();
    else void show(next).catch(() => {});
  };
  return {
    keep: (next) => change([...waiting.filter(({ call }) => call !== next.call), next]),
    current: () => waiting[0] ?? null,
    release: (call) => {
      if (waiting.some((kept) => kept.call === call)) change(waiting.filter((kept) => kept.call !== call));
    },
  };
}
