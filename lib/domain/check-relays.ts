import type { WireId } from './call.ts';
import { type BesideCheck, checkBeside, checkSide, type SideCheck } from './check-side.ts';
import type { CountedSide, WhyNot } from './counted.ts';
import { groupBy } from './group-by.ts';
import { type Money, timesRatio, type Unit } from './money.ts';
import type { CallRecord } from './record.ts';
import { modelKey, type TokenRatio, type Vocabulary, vocabularyOf } from './vocabulary.ts';

/** What was billed and counted, model by model and account beside account. */
export interface ModelCheck {
  /** As sellers' names have it in common. */
  readonly model: string;
  readonly accounts: readonly AccountCheck[];
}

/** One account's calls of one model. */
export interface AccountCheck {
  /** Id of the account; of its provider where it is not known. */
  readonly account: string;
  readonly provider: string;
  /** Whole answers that were billed. */
  readonly calls: number;
  readonly input: SideCheck;
  readonly output: SideCheck;
  /** Beside the other accounts; null: there is none that could be compared. */
  readonly inputBeside: BesideCheck | null;
  readonly outputBeside: BesideCheck | null;
  /** Sides that could not be compared, by why. */
  readonly left: Readonly<Partial<Record<WhyNot, number>>>;
  /** Share of the billed output that is thoughts nobody outside can count, 0 to 1. */
  readonly thoughtShare: number;
  readonly spent: Spent | null;
  /** Newest first: what can be shown to support. */
  readonly evidence: readonly CallRecord[];
}

/** Real money for an answer, of the calls whose cost is known in the unit most of them have. */
export interface Spent {
  readonly calls: number;
  readonly median: Money;
  readonly mean: Money;
  /** For a thousand tokens of answer as we counted them; null: nothing was counted. */
  readonly perThousand: Money | null;
}

/** A record that has something to be compared. */
export type CountedRecord = CallRecord & {
  readonly counted: NonNullable<CallRecord['counted']>;
  readonly model: string;
};

/** Whether a record says what was billed beside what was counted. */
export function isCounted(record: CallRecord): record is CountedRecord {
  return record.counted !== undefined && record.model !== null && record.outcome === 'answer';
}

/** The template of a request may be off by so many tokens, and what ends an answer by so many. */
export const FRAME_TOKENS = 12;
export const END_TOKENS = 3;
/** Evidence that is kept of one account and model. */
const EVIDENCE_MAX = 20;

/**
 * Checks the calls of records, newest first. `wallet`: under which id a record's account is shown; `stated`: what the provider
 * of a record says its models count by.
 */
export function checkRelays(
  records: readonly CountedRecord[],
  wallet: (record: CountedRecord) => string,
  stated: (record: CountedRecord) => 'o200k' | null,
): readonly ModelCheck[] {
  const models = groupBy(records, ({ model }) => modelKey(model));
  const checks = [...models].map(([model, ofModel]) => {
    const accounts = [...groupBy(ofModel, wallet)].map(([account, own]) => checkAccount(account, own, stated));
    return { model, accounts: accounts.map((own) => withOthers(own, accounts)).toSorted(byCalls) };
  });
  return checks.toSorted((a, b) => callsOf(b) - callsOf(a));
}

/** An account's check before it was held against others, with what it counts by. */
interface Alone extends AccountCheck {
  readonly ratio: TokenRatio;
}

function checkAccount(
  account: string,
  records: readonly CountedRecord[],
  stated: (record: CountedRecord) => 'o200k' | null,
): Alone {
  const [first] = records;
  const vocabulary = vocabularyOf(first?.model ?? '', first === undefined ? null : stated(first));
  const { ratio } = vocabulary;
  const inputs = records.flatMap((record) => inputOf(record));
  const outputs = records.flatMap((record) => outputOf(record, vocabulary));
  return {
    account,
    provider: first?.provider ?? '',
    calls: records.length,
    input: checkSide(inputs.flatMap(sideOf), ratio, FRAME_TOKENS),
    output: checkSide(outputs.flatMap(sideOf), ratio, END_TOKENS),
    inputBeside: null,
    outputBeside: null,
    left: countLeft([...inputs, ...outputs]),
    thoughtShare: thoughtShareOf(records),
    spent: spentOf(records, outputs.flatMap(sideOf).length > 0),
    evidence: records.slice(0, EVIDENCE_MAX),
    ratio,
  };
}

function withOthers({ ratio, ...own }: Alone, all: readonly Alone[]): AccountCheck {
  const others = all.filter((other) => other.account !== own.account);
  const inputBeside = checkBeside(
    own.input,
    others.map(({ input }) => input),
    ratio,
  );
  const outputBeside = checkBeside(
    own.output,
    others.map(({ output }) => output),
    ratio,
  );
  return { ...own, inputBeside, outputBeside };
}

/** What drafts of these wires once multiplied texts with; since they tell kinds of text apart they do not. */
const DRAFTED: Readonly<Partial<Record<WireId, number>>> = {
  'anthropic-messages': 1.2,
  'gemini-generate': 1.1,
  'cohere-chat': 1.1,
};

/** The input in tokens of o200k_base. */
function inputOf({ counted: { input }, draft }: CountedRecord): readonly (CountedSide | WhyNot)[] {
  if (typeof input === 'string') return [input];
  const factor = (draft && draft.kinds === undefined && DRAFTED[draft.wire]) || 1;
  return [{ billed: input.billed, counted: input.counted / factor }];
}

function outputOf({ counted, draft }: CountedRecord, { mayHide }: Vocabulary): readonly (CountedSide | WhyNot)[] {
  if (draft?.wire === 'openai-embeddings') return [];
  return [mayHide && counted.thought === undefined ? 'reasoning' : counted.output];
}

function sideOf(side: CountedSide | WhyNot): readonly CountedSide[] {
  return typeof side === 'string' ? [] : [side];
}

function countLeft(sides: readonly (CountedSide | WhyNot)[]): AccountCheck['left'] {
  const reasons = sides.filter((side) => typeof side === 'string');
  return Object.fromEntries([...groupBy(reasons, (reason) => reason)].map(([why, all]) => [why, all.length]));
}

function thoughtShareOf(records: readonly CountedRecord[]): number {
  const billed = records.reduce((sum, { usage }) => sum + (usage?.['output-tokens'] ?? 0), 0);
  const thought = records.reduce((sum, { counted }) => sum + (counted.thought ?? 0), 0);
  return billed === 0 ? 0 : Math.min(1, thought / billed);
}

function spentOf(records: readonly CountedRecord[], hasOutput: boolean): Spent | null {
  const known = records.flatMap(({ cost, certainty, counted: { output } }) =>
    cost === null || certainty === 'unknown' ? [] : [{ cost, tokens: typeof output === 'string' ? 0 : output.counted }],
  );
  const byUnit = [...groupBy(known, ({ cost }) => cost.unit)].toSorted(([, a], [, b]) => b.length - a.length);
  const [most] = byUnit;
  if (most === undefined) return null;
  const [unit, calls] = most;
  const nanos = calls.map(({ cost }) => cost.likelyNano).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const mean = share(unit, sumOf(nanos), 1, nanos.length);
  const counted = calls.filter(({ tokens }) => tokens > 0);
  const tokens = counted.reduce((sum, call) => sum + call.tokens, 0);
  const paid = sumOf(counted.map(({ cost }) => cost.likelyNano));
  return {
    calls: calls.length,
    median: { unit, nano: nanos[Math.floor((nanos.length - 1) / 2)] ?? 0n },
    mean,
    perThousand: hasOutput && tokens > 0 ? share(unit, paid, 1000, tokens) : null,
  };
}

function share(unit: Unit, nano: bigint, of: number, per: number): Money {
  return { unit, nano: timesRatio(nano, { of: BigInt(of), per: BigInt(per) }) };
}

function sumOf(nanos: readonly bigint[]): bigint {
  return nanos.reduce((sum, nano) => sum + nano, 0n);
}

function byCalls(a: AccountCheck, b: AccountCheck): number {
  return b.calls - a.calls;
}

function callsOf({ accounts }: ModelCheck): number {
  return accounts.reduce((sum, { calls }) => sum + calls, 0);
}
