import type { Draft } from '../domain/call.ts';
import { FORECAST_BASES, type Lengths, type OutputForecast } from '../domain/output-forecast.ts';
import type { Price } from '../domain/price.ts';
import type { SeenCall } from '../forecast/call-window.ts';
import { type Forecaster, openForecaster } from '../forecast/forecaster.ts';
import { CALLS_MAX, type OpenGroups, type SavedGroup } from '../forecast/group-forecast.ts';
import { withTail } from '../forecast/levels.ts';

/** A group of calls of one provider, and what was learned of their answers. */
export interface KnownGroup {
  readonly name: string;
  /** Of whole answers, thoughts included. */
  readonly output: SavedGroup;
  /** Of thoughts alone. Absent: the provider has not told any apart. */
  readonly thought?: SavedGroup;
}

/** A host that remembers its rows has the groups opened once, not twice for every call. */
const open: OpenGroups = new WeakMap();

/** What the groups of a call follow from. */
export interface GroupedCall {
  readonly draft: Draft;
  /** The page's origin, or what a client calls itself. */
  readonly origin: string;
}

/**
 * Names of the groups a call belongs to, for a host to look them up: from broad to narrow, as `FORECAST_BASES`. They hold what
 * a draft holds: no content.
 */
export function groupsOf({ draft, origin }: GroupedCall): readonly string[] {
  const asked = [...(draft.traits ?? [])].sort().join(' ');
  const parts = [draft.model ?? '', `${asked}/${draft.effort ?? ''}`, origin];
  // The last name has all parts in it.
  const whole = nameOf(parts);
  const known = named.get(whole);
  if (known !== undefined) return known;
  const names = FORECAST_BASES.map((_basis, depth) => nameOf(parts.slice(0, depth)));
  if (named.size >= NAMED_MAX) named.clear();
  named.set(whole, names);
  return names;
}

/** They are asked for several times for every call. */
const named = new Map<string, readonly string[]>();
const NAMED_MAX = 256;

/** The group of all calls to a model; null: to any of the provider's. */
export function groupOfModel(model: string | null): string {
  return nameOf(model === null ? [] : [model]);
}

/** Whether a group is of calls of one origin's pages. */
export function isOfOrigin(group: string, origin: string): boolean {
  return group.endsWith(`,${JSON.stringify(origin)}]`);
}

function nameOf(parts: readonly string[]): string {
  return JSON.stringify(parts);
}

/**
 * How long one answer to this call will be, by the groups that are known; where they say little it is the price's stated
 * prior. Null: there is neither.
 * @param call as it was sized for the model it is priced for.
 */
export function forecastOutput(known: readonly KnownGroup[], call: GroupedCall, price: Price): OutputForecast | null {
  const { outputTokensPrior: prior } = price;
  const groups = distinctOf(known, groupsOf(call), 'output');
  if (groups.length === 0 && prior === null) return null;
  const usual = prior === null ? undefined : withTail({ p10: prior[0], p50: prior[1], p90: prior[2] });
  const { lengths, basis } = ask(groups, openForecaster(savedOf(groups), usual, open), call, price);
  const thoughts = distinctOf(known, groupsOf(call), 'thought');
  const thought = ask(thoughts, openForecaster(savedOf(thoughts), undefined, open), call, price);
  return {
    ...lengths,
    calls: basis === null ? 0 : Math.min(basis.saved.shares.calls, CALLS_MAX),
    of: basis === null ? null : (FORECAST_BASES[basis.depth] ?? null),
    ...(thought.basis !== null && { thought: thought.lengths }),
  };
}

interface AskedGroup {
  readonly name: string;
  readonly saved: SavedGroup;
  /** The broadest group, by its place among `FORECAST_BASES`, that is told from broader ones; the provider's is told last. */
  readonly depth: number;
}

/**
 * The groups to be asked, from broad to narrow. Of those that hold the same calls one is asked: each borrows from the broader,
 * and what is counted twice would speak too loud. It goes by the model where all calls to it are alike.
 */
function distinctOf(
  known: readonly KnownGroup[],
  names: readonly string[],
  kind: 'output' | 'thought',
): readonly AskedGroup[] {
  const groups: AskedGroup[] = [];
  for (const [depth, name] of names.entries()) {
    const saved = known.find((group) => group.name === name)?.[kind];
    const broader = groups.at(-1);
    if (saved === undefined) continue;
    if (saved.shares.calls !== broader?.saved.shares.calls) groups.push({ name, saved, depth });
    else if (broader.depth === 0) groups.splice(-1, 1, { name, saved, depth });
  }
  return groups;
}

function savedOf(groups: readonly AskedGroup[]): readonly (readonly [string, SavedGroup])[] {
  return groups.map(({ name, saved }) => [name, saved]);
}

function ask(
  groups: readonly AskedGroup[],
  forecaster: Forecaster,
  { draft }: GroupedCall,
  { outputTokensDefault }: Price,
): { readonly lengths: Lengths; readonly basis: AskedGroup | null } {
  const names = groups.map(({ name }) => name);
  const most = draft.outputTokensMax ?? outputTokensDefault;
  const { p10, p50, p90, p95, basis } = forecaster.predict(names, draft.inputTokens?.likely ?? 0, most);
  return { lengths: { p10, p50, p90, p95 }, basis: groups.find(({ name }) => name === basis) ?? null };
}

/** What one answer turned out to be, tokens. */
export interface SeenOutput extends SeenCall {
  /** Thoughts among them, as they were billed; 0: it had none, or the provider does not tell them apart. */
  readonly thoughtTokens: number;
}

/** The groups of a call after its answer, to be stored in place of those that were known. */
export function learnOutput(
  known: readonly KnownGroup[],
  call: GroupedCall,
  { inputTokens, outputTokens, thoughtTokens, isCut }: SeenOutput,
): readonly KnownGroup[] {
  const names = groupsOf(call);
  const whole = observe(known, names, 'output', { inputTokens, outputTokens, isCut });
  const thinks = thoughtTokens > 0 || known.some(({ name, thought }) => name === names[1] && thought);
  // Thoughts of an answer that was cut came to an end where something followed them.
  const thought = { inputTokens, outputTokens: thoughtTokens, isCut: isCut && thoughtTokens >= outputTokens };
  const thoughts = thinks ? observe(known, names, 'thought', thought) : new Map<string, SavedGroup>();
  return names.flatMap((name): readonly KnownGroup[] => {
    const output = whole.get(name);
    const saved = thoughts.get(name) ?? known.find((group) => group.name === name)?.thought;
    return output === undefined ? [] : [{ name, output, ...(saved && { thought: saved }) }];
  });
}

/** Groups that hold the same calls learn the same: it is learned once for them. */
function observe(
  known: readonly KnownGroup[],
  names: readonly string[],
  kind: 'output' | 'thought',
  call: SeenCall,
): ReadonlyMap<string, SavedGroup> {
  const savedBy = new Map(known.map((group) => [group.name, group[kind]] as const));
  const told: (readonly [string, SavedGroup | undefined])[] = [];
  const toldFor = names.map((name) => {
    const saved = savedBy.get(name);
    const alike = told.find(([, other]) => holdSame(other, saved));
    if (alike === undefined) told.push([name, saved]);
    return [name, alike?.[0] ?? name] as const;
  });
  const saved = told.flatMap(([name, group]) => (group === undefined ? [] : [[name, group] as const]));
  const forecaster = openForecaster(saved, undefined, open);
  forecaster.observe(
    told.map(([name]) => name),
    call,
  );
  const learned = new Map(forecaster.save());
  return new Map(
    toldFor.flatMap(([name, of]) => {
      const group = learned.get(of);
      return group === undefined ? [] : [[name, group] as const];
    }),
  );
}

/** A host that does not remember its rows has a copy for each name. */
function holdSame(one: SavedGroup | undefined, other: SavedGroup | undefined): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined || one.shares.calls !== other.shares.calls) return false;
  return (
    areSame(one.calls, other.calls) &&
    areSame(one.shares.offsets, other.shares.offsets) &&
    areSame(one.shares.losses, other.shares.losses)
  );
}

function areSame(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((number, at) => number === others[at]);
}
