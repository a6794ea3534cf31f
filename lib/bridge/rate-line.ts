import type { CardAction, CardView, LineView } from '../domain/card.ts';
import { explainRateLine } from '../domain/explain-rate.ts';
import type { LineHandle } from '../webext/page-ui.ts';
import type { BridgeCall } from './call.ts';
import type { ChipHost } from './chip-host.ts';

/** So long a page waits at most for an answer about the limit on calls that nobody has chosen to wait for, ms. */
const KEPT_MS_MAX = 60_000;
/** So long a line stays that only says so, ms. */
const SAID_MS = 12_000;

/** A rate limit is no lack of money: a line says so, the page is neither stopped nor dimmed. */
export interface RateLine {
  /**
   * Says it of one more call. A withheld one is handed over when the wait that was asked for is over, at most a minute
   * later, so that the page's own pauses go on; "Send in 12 s" sends it then instead.
   */
  readonly show: (call: BridgeCall, card: CardView) => void;
  /** A pause began, or the site was switched off: everything is handed over. */
  readonly end: () => void;
}

/** What can be done with a call under the line; each does nothing for one that is withheld no more. */
export interface RateDeeds {
  readonly retry: (call: BridgeCall) => void;
  readonly deliver: (call: BridgeCall) => void;
}

interface Waiting {
  readonly call: BridgeCall;
  /** When it may go out again, ms of this document's clock. */
  readonly freeAt: number;
}

/** The line of one document: calls that are refused while it is there join it. */
export function openRateLine(chip: Pick<ChipHost, 'showLine'>, { retry, deliver }: RateDeeds): RateLine {
  let waiting: readonly Waiting[] = [];
  let card: CardView | null = null;
  let isAgreed = false;
  let handle: LineHandle | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Counts lines: one may be over while the UI is still on its way.
  let turn = 0;

  const close = (): void => {
    clearTimeout(timer);
    handle?.close();
    handle = null;
    card = null;
    isAgreed = false;
    waiting = [];
    turn += 1;
  };
  const end = (deed: (call: BridgeCall) => void): void => {
    const calls = waiting.map(({ call }) => call);
    close();
    for (const call of calls) deed(call);
  };
  const handOverInTime = (now: number): void => {
    if (isAgreed) return;
    for (const { call, freeAt } of waiting) if (now >= Math.min(freeAt, startOf(call) + KEPT_MS_MAX)) deliver(call);
  };
  const secondsLeft = (now: number): number =>
    Math.max(1, Math.ceil((Math.max(...waiting.map(({ freeAt }) => freeAt)) - now) / 1000));
  const view = (now: number): LineView | null =>
    card && explainRateLine(card, waiting.length === 0 ? null : { seconds: secondsLeft(now), isAgreed });
  const tick = (): void => {
    clearTimeout(timer);
    const now = performance.now();
    handOverInTime(now);
    waiting = waiting.filter(({ call }) => call.state === 'withheld');
    if (waiting.length === 0) return close();
    const leftMs = Math.max(...waiting.map(({ freeAt }) => freeAt)) - now;
    if (isAgreed && leftMs <= 0) return end(retry);
    const next = view(now);
    if (next !== null) handle?.update(next);
    // To the next whole second: each is said for as long as the others.
    timer = setTimeout(tick, leftMs > 0 ? leftMs % 1000 || 1000 : 1000);
  };
  const act = (action: CardAction): void => {
    if (action.kind === 'dismiss') return end(deliver);
    if (action.kind !== 'retry') return;
    isAgreed = true;
    tick();
  };
  const open = async (surface: string, first: LineView): Promise<void> => {
    const own = turn;
    const made = await chip.showLine(surface, first, act).catch(() => null);
    if (own !== turn) return made?.close();
    // Where nothing can be said nobody is kept waiting.
    if (made === null) return end(deliver);
    handle = made;
    if (waiting.length > 0) return tick();
    timer = setTimeout(close, SAID_MS);
  };
  return {
    show: (call, next) => {
      const waitMs = call.refusal?.retryAfterMs ?? null;
      const isKept = call.state === 'withheld' && waitMs !== null;
      // Somebody is counting already: that a call nobody waits for met the same says nothing new.
      if (!isKept && waiting.length > 0) return;
      const wasOpen = waiting.length > 0;
      if (!wasOpen) close();
      card = next;
      if (isKept) waiting = [...waiting, { call, freeAt: startOf(call) + waitMs }];
      if (wasOpen) return tick();
      const first = view(performance.now());
      if (first !== null) void open(call.surface, first);
    },
    end: () => end(deliver),
  };
}

/** When the refusal came, on this document's clock. */
function startOf(call: BridgeCall): number {
  return performance.now() - Math.max(0, Date.now() - (call.refusedAt ?? Date.now()));
}
