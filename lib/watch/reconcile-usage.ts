import type { Meter, Usage } from '../domain/call.ts';
import { groupBy } from '../domain/group-by.ts';
import { INPUT_METERS, inputTokensOf } from '../domain/price.ts';
import type { Text } from '../domain/text.ts';
import { undatedModel } from '../domain/undated-model.ts';
import type { DayUsage } from '../domain/usage-ask.ts';

/** What of one model on one day was counted by its provider and by us. Tokens. */
export interface CountedDay {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  /** By its full name where both know it by one; else without the day of its version. '': nobody named one. */
  readonly model: string;
  readonly stated: CountedTokens;
  readonly seen: CountedTokens & {
    /** Calls of which nobody knows how many tokens they took. */
    readonly unknownCalls: number;
  };
}

/** Tokens of calls; those of the input are all of it, also what a cache spared. */
export interface CountedTokens {
  readonly inputTokens: number;
  /** Of these, read from a cache; null: not told. */
  readonly cachedTokens: number | null;
  readonly outputTokens: number;
  /** Null: not told. */
  readonly calls: number | null;
}

/** What was seen of a model on a day: `DayUsage` as our own ledger has it. */
export interface SeenUsage extends DayUsage {
  readonly cachedTokens: number;
  readonly calls: number;
  readonly unknownCalls: number;
}

const CACHED = ['cached-input-tokens', 'cached-audio-input-tokens'] as const satisfies readonly Meter[];
const OUTPUT = ['output-tokens', 'audio-output-tokens', 'image-output-tokens'] as const satisfies readonly Meter[];

/** The tokens of a call; null: it was not billed by any. */
export function tokensOf(usage: Usage): Pick<SeenUsage, 'inputTokens' | 'cachedTokens' | 'outputTokens'> | null {
  if (![...INPUT_METERS, ...OUTPUT].some((meter) => usage[meter] !== undefined)) return null;
  const sum = (meters: readonly Meter[]): number => meters.reduce((all, meter) => all + (usage[meter] ?? 0), 0);
  return { inputTokens: inputTokensOf(usage), cachedTokens: sum(CACHED), outputTokens: sum(OUTPUT) };
}

interface Group {
  readonly day: string;
  readonly names: Set<string>;
  readonly stated: DayUsage[];
  readonly seen: SeenUsage[];
}

/** What was counted there beside what was seen here, by day and model: whoever asks by a short name means one of its versions. */
export function reconcileUsage(stated: readonly DayUsage[], seen: readonly SeenUsage[]): readonly CountedDay[] {
  const groups = new Map<string, Group>();
  const groupOf = ({ day, model }: DayUsage): Group => {
    const key = `${day} ${undatedModel(model)}`;
    const known = groups.get(key) ?? { day, names: new Set(), stated: [], seen: [] };
    groups.set(key, known);
    known.names.add(model);
    return known;
  };
  for (const row of stated) groupOf(row).stated.push(row);
  for (const row of seen) groupOf(row).seen.push(row);
  return [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { day, names, stated: theirs, seen: ours }]) => {
      const unknownCalls = ours.reduce((sum, row) => sum + row.unknownCalls, 0);
      return { day, model: shownName(names), stated: addUp(theirs), seen: { ...addUp(ours), unknownCalls } };
    });
}

/** The same of all days together, those with most tokens first; their `day` is ''. */
export function sumByModel(days: readonly CountedDay[]): readonly CountedDay[] {
  return [...groupBy(days, ({ model }) => undatedModel(model)).values()]
    .map((of): CountedDay => {
      const names = new Set(of.map(({ model }) => model));
      const unknownCalls = of.reduce((sum, { seen }) => sum + seen.unknownCalls, 0);
      const seen = { ...addUp(of.map((one) => one.seen)), unknownCalls };
      return { day: '', model: shownName(names), stated: addUp(of.map((one) => one.stated)), seen };
    })
    .sort((one, other) => mostOf(other) - mostOf(one));
}

function mostOf({ stated, seen }: CountedDay): number {
  return Math.max(tokensIn(stated), tokensIn(seen));
}

function shownName(names: ReadonlySet<string>): string {
  const [name = ''] = names;
  return names.size === 1 ? name : undatedModel(name);
}

/** Nothing told adds up to nothing, not to something unknown. */
function addUp(rows: readonly CountedTokens[]): CountedTokens {
  const add = (one: number | null, other: number | null): number | null =>
    one === null || other === null ? null : one + other;
  return rows.reduce<CountedTokens>(
    (sum, row) => ({
      inputTokens: sum.inputTokens + row.inputTokens,
      cachedTokens: add(sum.cachedTokens, row.cachedTokens),
      outputTokens: sum.outputTokens + row.outputTokens,
      calls: add(sum.calls, row.calls),
    }),
    { inputTokens: 0, cachedTokens: 0, outputTokens: 0, calls: 0 },
  );
}

/** What is counted more there than was seen here, tokens of input and output; negative: less. */
export function differenceOf({ stated, seen }: Pick<CountedDay, 'stated' | 'seen'>): {
  readonly input: number;
  readonly output: number;
} {
  return { input: stated.inputTokens - seen.inputTokens, output: stated.outputTokens - seen.outputTokens };
}

/** A day ends while calls run: differences below this share of all tokens are none. */
const SAME_SHARE = 0.01;

/** What days come to, in sentences: whether both counted the same, where most of the difference is, and what it may come from. */
export function explainUsage(days: readonly CountedDay[], provider: string): readonly Text[] {
  const all = { stated: addUp(days.map(({ stated }) => stated)), seen: addUp(days.map(({ seen }) => seen)) };
  const unknownCalls = days.reduce((sum, { seen }) => sum + seen.unknownCalls, 0);
  const whole = Math.max(tokensIn(all.stated), tokensIn(all.seen));
  const difference = tokensIn(all.stated) - tokensIn(all.seen);
  const unknown: readonly Text[] =
    unknownCalls === 0 ? [] : [{ key: 'watch.counted.unknown', params: { n: unknownCalls } }];
  if (whole === 0) return [{ key: 'watch.counted.none', params: { provider } }, ...unknown];
  if (days.every((day) => sizeOf(day) <= whole * SAME_SHARE) && Math.abs(difference) <= whole * SAME_SHARE) {
    return [{ key: 'watch.counted.same', params: { provider } }, ...unknown];
  }
  if (difference === 0) return [{ key: 'watch.counted.elsewhere', params: { provider } }, ...unknown];
  const isMore = difference > 0;
  const tokens = Math.abs(difference);
  return [
    { key: isMore ? 'watch.counted.more' : 'watch.counted.less', params: { provider, tokens } },
    ...worst(days, isMore),
    ...unknown,
    meaning(days, all),
  ];
}

/** The day and model with most of the difference. */
function worst(days: readonly CountedDay[], isMore: boolean): readonly Text[] {
  const signed = (day: CountedDay): number => (tokensIn(day.stated) - tokensIn(day.seen)) * (isMore ? 1 : -1);
  const [most] = days.toSorted((one, other) => signed(other) - signed(one));
  if (most === undefined || most.model === '' || signed(most) <= 0) return [];
  const params = { model: most.model, day: { kind: 'verbatim', text: most.day }, tokens: signed(most) } as const;
  return [{ key: 'watch.counted.most', params }];
}

/** As many calls of each model and day, and other tokens: they are counted in another way. Other calls: they did not pass here. */
function meaning(
  days: readonly CountedDay[],
  all: Pick<CountedDay, 'stated'> & { readonly seen: CountedTokens },
): Text {
  const isMore = tokensIn(all.stated) > tokensIn(all.seen);
  const isSame = days.every(({ stated, seen }) => stated.calls !== null && stated.calls === seen.calls);
  if (isSame) return { key: 'watch.counted.sameCalls' };
  const others = all.stated.calls === null || all.seen.calls === null ? 0 : all.stated.calls - all.seen.calls;
  if (isMore && others > 0) return { key: 'watch.counted.moreCalls', params: { n: others } };
  return { key: isMore ? 'watch.counted.meansMore' : 'watch.counted.meansLess' };
}

function tokensIn({ inputTokens, outputTokens }: CountedTokens): number {
  return inputTokens + outputTokens;
}

function sizeOf(day: CountedDay): number {
  const { input, output } = differenceOf(day);
  return Math.abs(input) + Math.abs(output);
}
