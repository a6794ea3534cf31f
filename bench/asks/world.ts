/**
 * A provider's till with rules of its own, in its own arithmetic: nothing of our estimate comes in here. Amounts are whole
 * nano-units, rates pico-units a token.
 */

/** What a kind of account does that its price list does not say. */
export interface Rules {
  /** Output tokens set aside where the client gives no bound. */
  readonly outputDefault: number;
  /** Whether the output's own price counts when money is set aside, or all tokens at the price of the input. */
  readonly hasOutputRate: boolean;
  /** Above this balance nothing is set aside at all; null: nobody is trusted. */
  readonly trustedAboveNano: bigint | null;
  /** Bills afterwards: only an empty wallet is refused. */
  readonly isPostpaid: boolean;
  /** The console shows what was there so long ago, ms. */
  readonly lagMs: number;
  /** Spent by other tools, a day, nano-units. */
  readonly elsewhereNano: bigint;
  /** The one key's own limit for each recharge of it; null: none. */
  readonly keyLimitNano: bigint | null;
}

/** Sizes of a call as they truly are. */
export interface TrueCall {
  readonly model: string | null;
  readonly inputTokens: number;
  /** What the client allows; null: nothing said. */
  readonly outputMax: number | null;
  /** What comes back unless it is cut. */
  readonly outputTokens: number;
  /** Records of a batch, in credits; 0: a chat. */
  readonly records: number;
}

const RATES: Readonly<Record<string, readonly [input: bigint, output: bigint]>> = {
  'toll-large': [10_000_000n, 30_000_000n],
  'toll-medium': [2_500_000n, 10_000_000n],
  'toll-mini': [150_000n, 600_000n],
};
const CREDITS_PER_RECORD = 18n;
const NANO = 1_000_000_000n;

/** Why a call is turned away. */
export type Refused = 'money' | 'key-limit';

/** One wallet at one provider. */
export interface World {
  readonly rules: Rules;
  /** Whether the call would be let through now. */
  readonly judge: (call: TrueCall) => Refused | null;
  /** Sets aside what it sets aside; to be ended with `end`. */
  readonly begin: (call: TrueCall) => bigint;
  /** Bills and gives back; returns the output tokens that came. */
  readonly end: (call: TrueCall, asideNano: bigint, nowMs: number) => number;
  readonly add: (nano: bigint, nowMs: number) => void;
  readonly spendElsewhere: (nano: bigint, nowMs: number) => void;
  /** The console, with its lag. */
  readonly shown: (nowMs: number) => bigint;
  /** What would be shown without any lag. */
  readonly available: () => bigint;
  readonly key: () => { readonly limitNano: bigint; readonly usedNano: bigint } | null;
  readonly raiseKey: () => void;
}

/** Opens a wallet with so much in it. */
export function openWorld(rules: Rules, startNano: bigint, startMs: number): World {
  let total = startNano;
  let held = 0n;
  let used = 0n;
  let limit = rules.keyLimitNano;
  const history: { at: number; nano: bigint }[] = [{ at: startMs, nano: startNano }];
  const note = (at: number): void => {
    history.push({ at, nano: total - held });
    if (history.length > 4000) history.splice(0, 2000);
  };
  const isTrusted = (): boolean => rules.trustedAboveNano !== null && total - held > rules.trustedAboveNano;
  const asideOf = (call: TrueCall): bigint => {
    if (rules.isPostpaid || isTrusted()) return 0n;
    return testedOf(rules, call);
  };
  return {
    rules,
    judge: (call) => {
      if (limit !== null && limit - used < testedOf(rules, call)) return 'key-limit';
      if (rules.isPostpaid) return total - held > 0n ? null : 'money';
      return isTrusted() || total - held >= testedOf(rules, call) ? null : 'money';
    },
    begin: (call) => {
      const aside = asideOf(call);
      held += aside;
      return aside;
    },
    end: (call, aside, nowMs) => {
      const output = Math.min(call.outputTokens, call.outputMax ?? rules.outputDefault);
      const cost = costOf(call, output);
      held -= aside;
      total -= cost;
      used += cost;
      note(nowMs);
      return output;
    },
    add: (nano, nowMs) => {
      total += nano;
      note(nowMs);
    },
    spendElsewhere: (nano, nowMs) => {
      total -= nano > total ? 0n : nano;
      note(nowMs);
    },
    shown: (nowMs) =>
      rules.lagMs === 0
        ? total - held
        : (history.findLast(({ at }) => at <= nowMs - rules.lagMs) ?? history[0] ?? { nano: total }).nano,
    available: () => total - held,
    key: () => (limit === null ? null : { limitNano: limit, usedNano: used }),
    raiseKey: () => {
      if (limit !== null && rules.keyLimitNano !== null) limit = used + rules.keyLimitNano;
    },
  };
}

/** What these rules test the balance against. */
function testedOf(rules: Rules, call: TrueCall): bigint {
  if (call.records > 0) return BigInt(call.records) * CREDITS_PER_RECORD * NANO;
  const [input, output] = ratesOf(call);
  const bound = BigInt(call.outputMax ?? rules.outputDefault);
  return up(BigInt(call.inputTokens) * input + bound * (rules.hasOutputRate ? output : input));
}

/** What the price list says would be tested: input and output at their prices, 4,096 where the client says nothing. */
export function documentedNano(call: TrueCall): bigint {
  if (call.records > 0) return BigInt(call.records) * CREDITS_PER_RECORD * NANO;
  const [input, output] = ratesOf(call);
  return up(BigInt(call.inputTokens) * input + BigInt(call.outputMax ?? 4096) * output);
}

/** What a call costs with so many tokens of output. */
export function costOf(call: TrueCall, outputTokens: number): bigint {
  if (call.records > 0) return BigInt(call.records) * CREDITS_PER_RECORD * NANO;
  const [input, output] = ratesOf(call);
  return up(BigInt(call.inputTokens) * input + BigInt(outputTokens) * output);
}

function ratesOf({ model }: TrueCall): readonly [bigint, bigint] {
  const rates = RATES[model ?? ''];
  if (rates === undefined) throw new Error(`[bench] no rates for ${model}`);
  return rates;
}

function up(pico: bigint): bigint {
  return (pico + 999n) / 1000n;
}
