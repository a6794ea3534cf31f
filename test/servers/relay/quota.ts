import { type Decimal, decimal, minus, plus, roundHalfAway, signOf, times } from '../decimal.ts';
import type { RelayModel } from './catalogue.ts';
import { type Flavour, flavours } from './flavours.ts';
import type { RelaySite, RelayWorld } from './world.ts';

/** What a call is priced with: the model's ratios and the group's. */
export interface Tariff {
  /** Dollars per call; `null`: by tokens. */
  readonly modelPrice: number | null;
  readonly modelRatio: number;
  readonly completionRatio: number;
  readonly cacheRatio: number;
  readonly groupRatio: number;
}

/** Tokens as billed; the prompt's include the cached ones. */
export interface BilledTokens {
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
}

/** The price of a model for a user of one group in another; `null`: nobody has set one and the site refuses it. */
export function tariffOf(world: RelayWorld, model: RelayModel, userGroup: string, group: string): Tariff | null {
  const flavour = flavours[world.site.flavour];
  const isPriced = model.modelRatio !== null || (model.modelPrice !== null && flavour.hasCacheAndCalls);
  // one-api bills what it does not know; new-api only on a site for its owner's own use.
  if (!isPriced && !world.site.isSelfUse && !flavour.isOneApi) return null;
  return {
    modelPrice: flavour.hasCacheAndCalls ? model.modelPrice : null,
    modelRatio: model.modelRatio ?? flavour.unpricedRatio,
    completionRatio: model.completionRatio,
    cacheRatio: flavour.hasCacheAndCalls ? (model.cacheRatio ?? 1) : 1,
    groupRatio: groupRatioOf(world, userGroup, group),
  };
}

/** What a group costs a user of a group; a group nobody set up costs what is listed. */
export function groupRatioOf(world: RelayWorld, userGroup: string, group: string): number {
  return world.groupRatios[userGroup]?.[group] ?? world.groups[group]?.ratio ?? 1;
}

/**
 * Points set aside before the call. The completion ratio has no part in it, and what is more than whole is cut off:
 * float arithmetic and truncation as in relay/helper/price.go (f4f144bc) and relay/controller/helper.go (one-api).
 */
export function reservedQuota(
  tariff: Tariff,
  site: RelaySite,
  promptTokens: number,
  outputTokensMax: number | null,
): number {
  if (isFree(tariff)) return 0;
  if (tariff.modelPrice !== null) return Math.trunc(tariff.modelPrice * site.quotaPerUnit * tariff.groupRatio);
  const tokens = reservedTokens(flavours[site.flavour], site.preConsumedQuota, promptTokens, outputTokensMax ?? 0);
  return Math.trunc(tokens * (tariff.modelRatio * tariff.groupRatio));
}

function reservedTokens(flavour: Flavour, fallback: number, promptTokens: number, outputTokensMax: number): number {
  switch (flavour.reserve) {
    case 'sum':
      return fallback + promptTokens + outputTokensMax;
    case 'either':
      return outputTokensMax === 0 ? fallback : promptTokens + outputTokensMax;
    case 'floor':
      return Math.max(promptTokens, fallback) + outputTokensMax;
  }
}

/** A model or group of ratio 0 costs nothing and sets nothing aside. */
export function isFree(tariff: Tariff): boolean {
  return tariff.groupRatio === 0 || (tariff.modelPrice ?? tariff.modelRatio) === 0;
}

/** Points billed for a call, in exact decimals; the software's own rounding and its minimum of one point. */
export function billedQuota(tariff: Tariff, tokens: BilledTokens, site: RelaySite): number {
  if (tokens.promptTokens + tokens.completionTokens === 0) return 0;
  if (flavours[site.flavour].rounding === 'up') return billedUpwards(tariff, tokens);
  if (tariff.modelPrice !== null) {
    return whole(times(decimal(tariff.modelPrice), decimal(site.quotaPerUnit), decimal(tariff.groupRatio)));
  }
  const ratio = times(decimal(tariff.modelRatio), decimal(tariff.groupRatio));
  const exact = times(weightedTokens(tariff, tokens), ratio);
  const isMinimum = flavours[site.flavour].billsAtLeastOne ? whole(exact) <= 0 : signOf(exact) <= 0;
  return isMinimum && signOf(ratio) !== 0 ? 1 : whole(exact);
}

// service/text_quota.go (e2c7aa7b): (prompt − cached + cached × cache ratio + completion × completion ratio).
function weightedTokens(tariff: Tariff, { promptTokens, cachedTokens, completionTokens }: BilledTokens): Decimal {
  return plus(
    minus(decimal(promptTokens), decimal(cachedTokens)),
    times(decimal(cachedTokens), decimal(tariff.cacheRatio)),
    times(decimal(completionTokens), decimal(tariff.completionRatio)),
  );
}

// relay/controller/helper.go of one-api: floats, rounded up, at least one point where anything costs.
function billedUpwards(tariff: Tariff, { promptTokens, completionTokens }: BilledTokens): number {
  const ratio = tariff.modelRatio * tariff.groupRatio;
  const quota = Math.ceil((promptTokens + completionTokens * tariff.completionRatio) * ratio);
  return quota <= 0 && ratio !== 0 ? 1 : quota;
}

function whole(value: Decimal): number {
  return Number(roundHalfAway(value));
}
