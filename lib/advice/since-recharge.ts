import type { Unit } from '../domain/money.ts';
import type { CallRecord } from '../domain/record.ts';
import type { RechargeMark } from './find-recharge.ts';

/** Where money went, by one way of telling calls apart. Nano-units. */
export interface SpentOn {
  /** A model, `tool:<name>` with its label behind a slash or a page's origin, or a day. Empty: all that is beyond the bound. */
  readonly name: string;
  readonly calls: number;
  readonly nano: bigint;
}

/** Tokens as they were billed and as we counted them, of calls where both are known. */
export interface BilledAndCounted {
  readonly calls: number;
  readonly billed: number;
  readonly counted: number;
  /** Calls of which the one or the other is not known. */
  readonly notCompared: number;
}

/** Where the money of one account went since it was last recharged. Nano-units. */
export interface SinceRecharge {
  readonly account: string;
  readonly unit: Unit;
  /** Null: no balance was read, so since `from`. */
  readonly mark: RechargeMark | null;
  /** Epoch ms. */
  readonly from: number;
  readonly calls: number;
  /** What we saw it spend; `unknownCalls` are not in it. */
  readonly spentNano: bigint;
  readonly unknownCalls: number;
  /** Calls paid in another unit, which are not in it either. */
  readonly otherUnits: number;
  readonly byModel: readonly SpentOn[];
  readonly byLabel: readonly SpentOn[];
  readonly byDay: readonly SpentOn[];
  /** What the balance fell by until it was read last, beside what we saw until then; null: it was read only once, or never. */
  readonly fall: {
    /** Epoch ms: of the last reading. */
    readonly until: number;
    readonly fellNano: bigint;
    readonly seenNano: bigint;
    /** Spend that we did not see; negative: the provider has not taken all of it yet, or took less. */
    readonly unseenNano: bigint;
    /** Calls until then of which nobody knows the cost: they are in what we did not see. */
    readonly unknownCalls: number;
  } | null;
  readonly input: BilledAndCounted;
  readonly output: BilledAndCounted;
}

/** What it is asked with. */
export interface SinceQuestion {
  readonly account: string;
  readonly unit: Unit;
  readonly mark: RechargeMark | null;
  /** Where no balance was read, epoch ms. */
  readonly from: number;
  /** The last reading; null: none. */
  readonly last: { readonly at: number; readonly nano: bigint } | null;
}

const NAMES_MAX = 500;

/** Looks at calls one by one. Calls are of the account where they ended after the mark: a reading has what came before. */
export function openSinceRecharge(question: SinceQuestion): {
  readonly add: (record: CallRecord) => void;
  readonly end: () => SinceRecharge;
} {
  const { account, unit, mark, last } = question;
  const from = mark?.at ?? question.from;
  const [models, labels, days] = [openNames(), openNames(), openNames()];
  const [input, output] = [openSides(), openSides()];
  const sums = { calls: 0, spent: 0n, unknown: 0, others: 0, seen: 0n, unknownThen: 0 };
  return {
    add(record) {
      if (record.account !== account || record.settledAt <= from || record.outcome === 'refusal') return;
      const { cost, model, origin, day, counted } = record;
      sums.calls += 1;
      const isThen = last !== null && record.settledAt <= last.at;
      if (cost === null) {
        sums.unknown += 1;
        if (isThen) sums.unknownThen += 1;
      } else if (cost.unit === unit) {
        sums.spent += cost.likelyNano;
        if (isThen) sums.seen += cost.likelyNano;
        models.add(model ?? '–', cost.likelyNano);
        labels.add(origin, cost.likelyNano);
        days.add(day, cost.likelyNano);
      } else sums.others += 1;
      input.add(counted?.input);
      output.add(counted?.output);
    },
    end: () => ({
      ...{ account, unit, mark, from, calls: sums.calls, spentNano: sums.spent },
      ...{ unknownCalls: sums.unknown, otherUnits: sums.others },
      ...{ byModel: models.end(), byLabel: labels.end() },
      byDay: days.end().toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      fall: fallOf(mark, last, sums),
      ...{ input: input.end(), output: output.end() },
    }),
  };
}

function fallOf(
  mark: RechargeMark | null,
  last: SinceQuestion['last'],
  { seen: seenNano, unknownThen: unknownCalls }: { readonly seen: bigint; readonly unknownThen: number },
): SinceRecharge['fall'] {
  if (mark === null || last === null || last.at <= mark.at) return null;
  const fellNano = mark.balanceNano - last.nano;
  return { until: last.at, fellNano, seenNano, unseenNano: fellNano - seenNano, unknownCalls };
}

function openNames(): {
  readonly add: (name: string, nano: bigint) => void;
  readonly end: () => readonly SpentOn[];
} {
  const sums = new Map<string, SpentOn>();
  return {
    add(asked, nano) {
      const name = sums.has(asked) || sums.size < NAMES_MAX ? asked : '';
      const before = sums.get(name) ?? { name, calls: 0, nano: 0n };
      sums.set(name, { name, calls: before.calls + 1, nano: before.nano + nano });
    },
    end: () => [...sums.values()].toSorted((a, b) => (a.nano < b.nano ? 1 : -1)),
  };
}

function openSides(): {
  readonly add: (side: NonNullable<CallRecord['counted']>['input'] | undefined) => void;
  readonly end: () => BilledAndCounted;
} {
  const sums = { calls: 0, billed: 0, counted: 0, notCompared: 0 };
  return {
    add(side) {
      if (side === undefined || typeof side === 'string') {
        sums.notCompared += 1;
        return;
      }
      sums.calls += 1;
      sums.billed += side.billed;
      sums.counted += side.counted;
    },
    end: () => ({ ...sums }),
  };
}
