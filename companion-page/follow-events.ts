import type { CompanionLink } from './link.ts';

/** What the companion tells of; see its `EVENT_TYPES`. */
const TYPES = [
  ...['call.settled', 'call.refused', 'call.unbooked', 'budget.changed', 'budget.removed', 'balance.changed', 'reset'],
];
/** Calls that end one after the other are looked at together, ms. */
const TOGETHER_MS = 250;
/** Ages are told, and alerts found, without a call, ms. */
const ANEW_MS = 60_000;
/** A stream that was refused is asked for again after so long, ms. */
const AGAIN_MS = 5000;

/**
 * Listens to what happens at the companion, for as long as it is there and whenever it is there again; returns how to stop.
 * `settings`: nothing was heard of, and some time has passed.
 */
export function followEvents(link: CompanionLink, onChange: (what: 'ledger' | 'settings') => void): () => void {
  let stream: EventSource | null = null;
  let together: ReturnType<typeof setTimeout> | null = null;
  let again: ReturnType<typeof setTimeout> | null = null;
  const changed = (): void => {
    together ??= setTimeout(() => {
      together = null;
      onChange('ledger');
    }, TOGETHER_MS);
  };
  const listen = (): void => {
    const opened = new EventSource('/watch/events');
    let isLost = false;
    stream = opened;
    for (const type of TYPES) opened.addEventListener(type, changed);
    opened.onopen = () => {
      link.note('live');
      if (isLost) changed();
    };
    opened.onerror = () => {
      isLost = true;
      // Says itself whether nobody answers, or nobody is let in.
      link.read('begin').catch(() => undefined);
      if (opened.readyState !== EventSource.CLOSED) return;
      again = setTimeout(() => {
        listen();
        changed();
      }, AGAIN_MS);
    };
  };
  listen();
  const anew = setInterval(() => onChange('settings'), ANEW_MS);
  return () => {
    stream?.close();
    clearInterval(anew);
    clearTimeout(together ?? undefined);
    clearTimeout(again ?? undefined);
  };
}
