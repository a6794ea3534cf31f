import type { AlertSubject } from '../../lib/watch/alert.ts';
import { RUNWAY_DAYS, unsureRunways } from '../../lib/watch/runway-conditions.ts';
import type { Beside } from '../beside/open-beside.ts';
import { type FundingHabits, leadFor, toFunded } from '../plan/find-funding.ts';
import { findRunwayConditions } from '../watch/runway-conditions.ts';
import type { FoundRunway } from '../watch/runways.ts';
import type { Finder, FinderInput } from './finder.ts';
import { type AlertSettings, thresholdsOf } from './settings.ts';

/** Forecasts are made so often, ms: they take a moment for each account, and move slowly. */
const FORECAST_MS = 5 * 60_000;

/** Forecasts that everybody in a companion shares. */
export interface SharedRunways {
  /** None older than five minutes. */
  readonly find: (desk: Pick<FinderInput, 'zone' | 'now'>) => Promise<readonly FoundRunway[]>;
}

/** Opens them over what was spent. */
export function openSharedRunways(beside: Beside): SharedRunways {
  let known: { readonly at: number; readonly found: Promise<readonly FoundRunway[]> } | null = null;
  return {
    find({ zone, now }) {
      if (known === null || Math.abs(now - known.at) > FORECAST_MS) {
        const found = beside.ask('runways', { zone, now });
        known = { at: now, found };
        found.catch(() => {
          known = null;
        });
      }
      return known.found;
    },
  };
}

/** Balances and budgets that will not last, by the days that somebody set for each. */
export function findShortRunways(runways: SharedRunways, beside: Beside): Finder {
  // Read from thousands of calls: as seldom as forecasts are made.
  let known: { readonly of: readonly FoundRunway[]; readonly habits: Promise<FundingHabits> } | null = null;
  return {
    kinds: ['runway'],
    find: async (input) => {
      const { now, zone, settings } = input;
      const daysOf = (subject: AlertSubject): number => daysFor(settings, subject);
      const found = await runways.find(input);
      if (known?.of !== found) known = { of: found, habits: beside.ask('habits', { zone, of: found.map(toFunded) }) };
      const habits = await known.habits.catch((error: unknown) => {
        known = null;
        throw error;
      });
      const { holidays } = habits.settings;
      const conditions = findRunwayConditions(found, {
        ...{ now, zone, hours: habits.hours, holidays, daysOf, isOpen: input.isOpen },
        leadOf: (of) => leadFor(of, habits.settings),
      });
      return { conditions, unsure: unsureRunways(found) };
    },
  };
}

/** An account whose thresholds have none of days is asked about for none; a budget is for the usual ones. */
function daysFor(settings: AlertSettings, subject: AlertSubject): number {
  const days = thresholdsOf(settings, subject).flatMap((one) => (one.kind === 'runway' ? [one.days] : []));
  return Math.max(subject.kind === 'budget' && days.length === 0 ? RUNWAY_DAYS : 0, ...days);
}
