import type { Meter } from '../domain/call.ts';
import { larger } from '../domain/money.ts';
import type { CallRecord } from '../domain/record.ts';

/**
 * What use looks like, as far as that decides how it is best paid: `media`: pictures, sound and films; `chat`: somebody reads
 * along; `occasional`: few days, or a few that are far above the others; `stable`: about the same day by day.
 */
export const PATTERNS = ['stable', 'occasional', 'media', 'chat'] as const;
export type Pattern = (typeof PATTERNS)[number];

/** What it was told by. */
export interface PatternFigures {
  readonly days: number;
  readonly activeDays: number;
  /** Of 100 calls so many were of sound and pictures, and were read along by somebody. */
  readonly mediaPercent: number;
  readonly readPercent: number;
  /** Of what was spent so much was on the three days that cost most, percent; null: nothing was, or in several units. */
  readonly topDaysPercent: number | null;
}

const MEDIA_METERS: readonly Meter[] = [
  'images',
  'milliseconds',
  'audio-input-tokens',
  'audio-output-tokens',
  'image-output-tokens',
];

/** Nothing is told of fewer calls. */
const CALLS_MIN = 10;
const MOST_PERCENT = 50;
/** On fewer days than one of three it is occasional. */
const OCCASIONAL_DAYS_PER = 3;
const TOP_DAYS = 3;
/** Of about thirty equal days three are a tenth. */
const TOP_PERCENT_MAX = 50;

/** Looks at calls one by one. `days`: how many days they are of. */
export function openPattern(days: number): {
  readonly add: (record: CallRecord) => void;
  /** Null: too few calls to tell. */
  readonly end: () => { readonly pattern: Pattern; readonly figures: PatternFigures } | null;
} {
  const spent = new Map<string, bigint>();
  const units = new Set<string>();
  const sums = { calls: 0, media: 0, read: 0 };
  return {
    add({ usage, draft, origin, cost, day }) {
      sums.calls += 1;
      if (MEDIA_METERS.some((meter) => (usage?.[meter] ?? 0) > 0) || draft?.makes !== undefined) sums.media += 1;
      if (draft?.isStream === true || !origin.startsWith('tool:')) sums.read += 1;
      spent.set(day, (spent.get(day) ?? 0n) + (cost?.likelyNano ?? 0n));
      if (cost !== null && cost.likelyNano > 0n) units.add(cost.unit);
    },
    end() {
      if (sums.calls < CALLS_MIN) return null;
      const percent = (count: number): number => Math.round((100 * count) / sums.calls);
      const figures: PatternFigures = {
        ...{ days, activeDays: spent.size, mediaPercent: percent(sums.media), readPercent: percent(sums.read) },
        topDaysPercent: units.size === 1 ? topPercent([...spent.values()]) : null,
      };
      return { pattern: patternOf(figures), figures };
    },
  };
}

function patternOf({ days, activeDays, mediaPercent, readPercent, topDaysPercent }: PatternFigures): Pattern {
  if (mediaPercent > MOST_PERCENT) return 'media';
  if (activeDays * OCCASIONAL_DAYS_PER <= days) return 'occasional';
  if (readPercent > MOST_PERCENT) return 'chat';
  const isUneven = days > TOP_DAYS * 2 && (topDaysPercent ?? 0) > TOP_PERCENT_MAX;
  return isUneven ? 'occasional' : 'stable';
}

function topPercent(days: readonly bigint[]): number {
  const total = days.reduce((sum, nano) => sum + nano, 0n);
  const top = days
    .toSorted((a, b) => (a < b ? 1 : -1))
    .slice(0, TOP_DAYS)
    .reduce((sum, nano) => sum + nano, 0n);
  // For words only, and no amount: a share.
  return Number((top * 100n) / larger(total, 1n));
}
