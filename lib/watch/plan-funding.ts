import { larger, type Unit } from '../domain/money.ts';

/** One wallet of a funding plan. Amounts are nano-units of `unit`. */
export interface FundedWallet {
  readonly account: string;
  readonly unit: Unit;
  /** What a call may use now. */
  readonly leftNano: bigint;
  /** What is expected to be spent on each day from today on, as many as the plan has; today's is what is left of it. */
  readonly daysNano: readonly bigint[];
  /** It shall not fall below this. */
  readonly floorNano: bigint;
  /** What is added each time; null: what all these days together take. */
  readonly amountNano: bigint | null;
  /** The smallest recharge the provider takes; 0n: none is known. */
  readonly leastNano: bigint;
}

/** A recharge of a plan. */
export interface PlannedRecharge {
  readonly account: string;
  readonly unit: Unit;
  /** The day on which it would fall below its floor, counted from today: 0 is today. */
  readonly day: number;
  readonly amountNano: bigint;
  /** What is there in the morning of that day, before it. */
  readonly beforeNano: bigint;
}

/** A wallet that spends more in a day than its recharges bring is recharged so often on one day, and no more. */
const PER_DAY_MAX = 20;

/** Which recharges the coming days need: each as late as can be, on the day on which the wallet would fall below its floor. */
export function planFunding(wallet: FundedWallet): readonly PlannedRecharge[] {
  const { account, unit, daysNano, floorNano } = wallet;
  const amountNano = amountOf(wallet);
  if (amountNano <= 0n) return [];
  const planned: PlannedRecharge[] = [];
  let leftNano = wallet.leftNano;
  for (const [day, spentNano] of daysNano.entries()) {
    for (let times = 0; leftNano - spentNano < floorNano && times < PER_DAY_MAX; times++) {
      planned.push({ account, unit, day, amountNano, beforeNano: leftNano });
      leftNano += amountNano;
    }
    leftNano -= spentNano;
  }
  return planned;
}

function amountOf({ amountNano, daysNano, leastNano }: FundedWallet): bigint {
  return larger(amountNano ?? daysNano.reduce((sum, nano) => sum + nano, 0n), leastNano);
}
