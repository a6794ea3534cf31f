import type { BrowserKind } from '../../test/e2e/support/driver.ts';

/** What a figure must be. */
export interface Target {
  readonly kind: 'at-most' | 'at-least';
  readonly value: number;
}

/** One line of the table. */
export interface Figure {
  readonly id: FigureId;
  readonly name: string;
  readonly unit: string;
  /** Null: printed for comparison only. */
  readonly target: Target | null;
  /** What causes a miss, as far as it is understood. Printed only when the target is missed. */
  readonly missedBecause: string | null;
}

/** One browser's reading of a figure. */
export type Reading =
  | {
      readonly kind: 'measured';
      /** What is held against the target; `statistic` says what it is of the series. */
      readonly value: number;
      readonly statistic: 'median' | 'p95' | 'count' | 'size';
      /** Fifth and ninety-fifth percentile of the series; null for what has no spread. */
      readonly p5: number | null;
      readonly p95: number | null;
      readonly samples: number;
      readonly note: string | null;
    }
  | { readonly kind: 'not-measured'; readonly why: string };

/** Readings of one browser, by figure. */
export type Readings = ReadonlyMap<FigureId, Reading>;

/** Everything a run found. */
export type Results = ReadonlyMap<BrowserKind, Readings>;

export type FigureId =
  | 'page-script'
  | 'page-task'
  | 'page-long-tasks'
  | 'page-heap'
  | 'page-first-script'
  | 'fetch-get'
  | 'fetch-post'
  | 'fetch-floor'
  | 'fetch-sent'
  | 'release-warm'
  | 'release-cold'
  | 'release-native'
  | 'stream-reader'
  | 'stream-text'
  | 'stream-delay'
  | 'size-tap'
  | 'size-bridge'
  | 'size-page-ui'
  | 'size-popup'
  | 'popup-page'
  | 'popup-real';

const atMost = (value: number): Target => ({ kind: 'at-most', value });
const atLeast = (value: number): Target => ({ kind: 'at-least', value });

function figure(id: FigureId, name: string, unit: string, target: Target | null, missedBecause?: string): Figure {
  return { id, name, unit, target, missedBecause: missedBecause ?? null };
}

const SCRIPT_COST =
  'Browsers keep no compiled code of such scripts: each page compiles tap and bridge anew, and that and their ' +
  'top-level code grow with their size.';
const METER_COST =
  'The bytes that a page reads itself are copied for the bridge, and text is made of them four times a second; at the ' +
  'pace of real answers that is not noticed, see the delay at 200 events/s.';
const TAP_SIZE =
  'Half is XMLHttpRequest, held and withheld as the browser would do it; the rest is fetch and the ways to read an answer.';
const POPUP_COST = 'The popup loads its screens anew each time it opens.';

/** The table, in the order it is printed. */
export const figures: readonly Figure[] = [
  figure('page-script', 'page: script and compile time added', 'ms', atMost(4), SCRIPT_COST),
  figure('page-task', 'page: main-thread time added', 'ms', null),
  figure('page-long-tasks', 'page: long tasks added', '', atMost(0)),
  figure('page-heap', 'page: JS heap added', 'MB', atMost(0.6)),
  figure('page-first-script', 'page: first own script later by', 'ms', null),
  figure('fetch-get', 'fetch: GET of an unpriced URL, added', 'µs', atMost(5)),
  figure('fetch-post', 'fetch: POST to an unpriced URL, added', 'µs', atMost(5)),
  figure('fetch-floor', 'fetch: same loop, nothing wrapped', 'µs', null),
  figure('fetch-sent', 'fetch: GET that really leaves, added', 'µs', null),
  figure('release-warm', 'release: 10 kB prompt, warm worker, p95', 'ms', atMost(10)),
  figure('release-cold', 'release: 10 kB prompt, stopped worker, p95', 'ms', atMost(150)),
  figure('release-native', 'release: the same without the extension, p95', 'ms', null),
  figure('stream-reader', 'stream: throughput of read(), of native', '×', atLeast(0.85), METER_COST),
  figure('stream-text', 'stream: throughput of text(), of native', '×', atLeast(0.85), METER_COST),
  figure('stream-delay', 'stream: 200 events/s, delay added at p95', 'ms', atMost(1)),
  figure('size-tap', 'size: tap, gzip', 'kB', atMost(12), TAP_SIZE),
  figure('size-bridge', 'size: bridge, gzip', 'kB', atMost(30)),
  figure('size-page-ui', 'size: card and chip, gzip, on demand', 'kB', null),
  figure('size-popup', 'size: popup, gzip', 'kB', null),
  figure('popup-page', 'popup: first balance painted, in a tab', 'ms', atMost(100), POPUP_COST),
  figure('popup-real', 'popup: first balance painted, over the button', 'ms', atMost(100), POPUP_COST),
];

/** Whether a reading holds its target; null where there is none, or no reading. */
export function isMet({ target }: Pick<Figure, 'target'>, reading: Reading | undefined): boolean | null {
  if (target === null || reading?.kind !== 'measured') return null;
  return target.kind === 'at-most' ? reading.value <= target.value : reading.value >= target.value;
}
