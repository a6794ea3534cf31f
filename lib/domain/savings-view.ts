import type { Unit } from './money.ts';
import type { DayRange, SpendPeriod } from './spend-view.ts';
import type { Text } from './text.ts';

/** What could have been saved, and what calls would have cost otherwise: what the screen asks for, and what it shows. */

/**
 * What a cache could be made to do: `none`: nothing is found again; `hour`: what is written is kept for an hour; `steady`:
 * prompts begin the same each time, so that what was lost by a changing beginning is found.
 */
export const CACHE_POLICIES = ['none', 'hour', 'steady'] as const;
export type CachePolicy = (typeof CACHE_POLICIES)[number];

/** What is asked: the same calls to another model, at another provider, or with another habit of caching. Null: as it was. */
export interface WhatIfAsked {
  /** Calls to this model only; null: all. */
  readonly of: string | null;
  readonly model: string | null;
  /** Id of a provider. */
  readonly provider: string | null;
  readonly cache: CachePolicy | null;
}

/** What the screen is asked for. */
export interface SavingsQuery extends WhatIfAsked {
  readonly period: SpendPeriod;
}

/** What the screen begins with. */
export const FIRST_SAVINGS: SavingsQuery = { period: '30', of: null, model: null, provider: null, cache: null };

/** Whether anything is to be another than it was. */
export function isAsked({ model, provider, cache }: WhatIfAsked): boolean {
  return model !== null || provider !== null || cache !== null;
}

/** Which calls were looked at: the newest whole days of a period, as far as they are not too many. Days are local ones, `YYYY-MM-DD`. */
export interface LookedAt {
  readonly fromDay: string;
  readonly toDay: string;
  readonly calls: number;
  /** Calls of the whole period, whether their details are still there or not. */
  readonly ofCalls: number;
}

/** Where in somebody's use it is. `model` null and `origin` empty: elsewhere at this provider. */
export interface ShownPlace {
  readonly providerName: string;
  readonly model: string | null;
  readonly origin: string;
}

/** Something that could be saved. Nano-units. */
export interface ShownSaving {
  readonly kind: 'failed' | 'repeats' | 'small-tasks' | 'lost-cache' | 'unread-cache';
  readonly unit: Unit;
  readonly nano: bigint;
  readonly calls: number;
  readonly what: Text;
  readonly fix: Text;
  /** Where most of it is. `instead`: a model that could have done it. */
  readonly places: readonly { readonly place: ShownPlace; readonly nano: bigint; readonly instead?: string }[];
}

/** The same calls, paid another way. Nano-units. */
export interface ShownWay {
  readonly name: Text;
  readonly compared: readonly ShownCompared[];
}

/** Calls that were paid in one unit, and what they would have come to in one. Nano-units. */
export interface ShownCompared {
  readonly unitWas: Unit;
  readonly unit: Unit;
  readonly calls: number;
  readonly wasNano: bigint;
  readonly lowNano: bigint;
  readonly likelyNano: bigint;
  readonly highNano: bigint;
}

/** What could have been saved of a period. */
export interface SavingsView {
  /** The period that was asked for. */
  readonly days: DayRange;
  readonly looked: LookedAt;
  /** What was spent of what was looked at, and what of that could have been saved, nano-units. */
  readonly sums: readonly { readonly unit: Unit; readonly spentNano: bigint; readonly savedNano: bigint }[];
  /** The largest first. */
  readonly savings: readonly ShownSaving[];
  /** Money that was set aside for nothing: not spent, and in none of the sums. */
  readonly reserves: readonly { readonly place: ShownPlace; readonly what: Text; readonly fix: Text }[];
  /** What use looks like, and what that decides. */
  readonly reasons: readonly Text[];
  /** What saves most first. */
  readonly ways: readonly ShownWay[];
  /** The way that saves most where it fits and is worth it. Empty: stay. */
  readonly best: readonly { readonly unit: Unit; readonly nano: bigint; readonly name: Text }[];
  readonly caveats: readonly Text[];
  /** What could not be looked at, and why. */
  readonly unknown: readonly Text[];
}

/** What would have been. */
export interface WhatIfView {
  readonly looked: LookedAt;
  readonly compared: readonly ShownCompared[];
  readonly leftOut: readonly { readonly why: 'cost' | 'usage' | 'price' | 'kind'; readonly calls: number }[];
  readonly caveats: readonly Text[];
}

/** What can be chosen among. */
export interface WhatIfChoices {
  /** Models that were called in the period. */
  readonly called: readonly string[];
  readonly providers: readonly { readonly id: string; readonly name: string }[];
  /** Models with a price, at the chosen provider or, without one, at those that were called. */
  readonly models: readonly string[];
}
