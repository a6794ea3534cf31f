import type { SeededRandom } from '../../companion/sandbox/random.ts';
import type { Kind } from './kinds.ts';
import type { TrueCall } from './world.ts';

/** Something that happens in the month. */
export type Event =
  | { readonly at: number; readonly kind: 'call'; readonly call: PlannedCall }
  | { readonly at: number; readonly kind: 'console' }
  | { readonly at: number; readonly kind: 'elsewhere'; readonly nano: bigint };

/** A call somebody or something makes. */
export interface PlannedCall extends TrueCall {
  readonly what: 'chat' | 'title' | 'script' | 'document' | 'batch';
  readonly isUserStarted: boolean;
  /** Made on the provider's own playground, where its console can be read again. */
  readonly isOnConsole: boolean;
  /** How long the answer takes, ms. */
  readonly runsMs: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DAYS = 30;

/** Thirty days of mixed use, in the order it happens; the same seed makes the same month. */
export function planMonth(kind: Kind, random: SeededRandom, startMs: number): readonly Event[] {
  const events: Event[] = [];
  for (let day = 0; day < DAYS; day += 1) {
    const midnight = startMs + day * DAY;
    if (kind.unit === 'credits') planBatches(events, random, midnight);
    else planChats(events, random, midnight);
    if (kind.rules.elsewhereNano > 0n) planElsewhere(events, random, { midnight, nano: kind.rules.elsewhereNano });
    // Whoever pays looks at the wallet now and then.
    for (let look = 0; look < 2; look += 1) {
      events.push({ at: midnight + 8 * HOUR + Math.floor(random.next() * 14 * HOUR), kind: 'console' });
    }
  }
  return events.sort((a, b) => a.at - b.at);
}

function planChats(events: Event[], random: SeededRandom, midnight: number): void {
  const sessions = 2 + Math.floor(random.next() * 4);
  for (let session = 0; session < sessions; session += 1) {
    let at = midnight + 9 * HOUR + Math.floor(random.next() * 12 * HOUR);
    const isOnConsole = random.next() < 0.6;
    const model = pick(random, ['toll-large', 'toll-medium', 'toll-medium', 'toll-mini']);
    const outputMax = random.next() < 0.5 ? null : pick(random, [512, 1024, 2000, 4096]);
    if (isOnConsole && random.next() < 0.5) events.push({ at: at - MINUTE, kind: 'console' });
    let inputTokens = 150 + Math.floor(random.next() * 800);
    const turns = 3 + Math.floor(random.next() * 14);
    for (let turn = 0; turn < turns; turn += 1) {
      const outputTokens = answerSize(random);
      const chat = { model, inputTokens, outputMax, outputTokens, records: 0, isOnConsole };
      const runsMs = 1000 + outputTokens * 15;
      events.push({ at, kind: 'call', call: { ...chat, what: 'chat', isUserStarted: true, runsMs } });
      if (turn === 0) {
        const title = { ...chat, model: 'toll-mini', inputTokens: 300, outputMax: 40, outputTokens: 8 };
        const call = { ...title, what: 'title', isUserStarted: false, runsMs: 900 } as const;
        events.push({ at: at + runsMs + 50, kind: 'call', call });
      }
      inputTokens += outputTokens + 40 + Math.floor(random.next() * 300);
      at += runsMs + 10_000 + Math.floor(random.next() * 3 * MINUTE);
    }
  }
  if (random.next() < 0.4) planDocument(events, random, midnight);
  if (random.next() < 0.5) planScript(events, random, midnight);
}

function planDocument(events: Event[], random: SeededRandom, midnight: number): void {
  const at = midnight + 10 * HOUR + Math.floor(random.next() * 8 * HOUR);
  const sizes = { inputTokens: 15_000 + Math.floor(random.next() * 60_000), outputTokens: answerSize(random) };
  const how = { model: pick(random, ['toll-large', 'toll-medium']), outputMax: pick(random, [null, 2000]), records: 0 };
  const isOnConsole = random.next() < 0.5;
  const call = { ...sizes, ...how, what: 'document', isUserStarted: true, isOnConsole, runsMs: 20_000 } as const;
  events.push({ at, kind: 'call', call });
}

/** A script in a tab nobody looks at, several calls at a time. */
function planScript(events: Event[], random: SeededRandom, midnight: number): void {
  const at = midnight + Math.floor(random.next() * 24 * HOUR);
  const calls = 10 + Math.floor(random.next() * 40);
  for (let index = 0; index < calls; index += 1) {
    const sizes = { inputTokens: 400 + Math.floor(random.next() * 600), outputTokens: 100, outputMax: 300, records: 0 };
    const how = { model: 'toll-mini', what: 'script', isUserStarted: false, isOnConsole: false, runsMs: 6000 } as const;
    events.push({ at: at + index * 2000, kind: 'call', call: { ...sizes, ...how } });
  }
}

function planBatches(events: Event[], random: SeededRandom, midnight: number): void {
  const batches = 4 + Math.floor(random.next() * 8);
  for (let index = 0; index < batches; index += 1) {
    const at = midnight + 9 * HOUR + Math.floor(random.next() * 9 * HOUR);
    const sizes = { inputTokens: 0, outputTokens: 0, outputMax: null, records: 1 + Math.floor(random.next() * 30) };
    const how = { model: null, what: 'batch', isUserStarted: true, isOnConsole: random.next() < 0.6 } as const;
    events.push({ at, kind: 'call', call: { ...sizes, ...how, runsMs: 3000 } });
  }
}

function planElsewhere(
  events: Event[],
  random: SeededRandom,
  { midnight, nano }: { readonly midnight: number; readonly nano: bigint },
): void {
  for (let part = 0; part < 20; part += 1) {
    events.push({ at: midnight + Math.floor(random.next() * DAY), kind: 'elsewhere', nano: nano / 20n });
  }
}

/** Most answers are short, some are long. */
function answerSize(random: SeededRandom): number {
  const height = random.next() ** 3;
  return 30 + Math.floor(height * 2500);
}

function pick<T>(random: SeededRandom, from: readonly T[]): T {
  return from[Math.floor(random.next() * from.length)] as T;
}
