import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import { openRechargeDesk, type RechargeDesk, type RechargePorts, type WalletFacts } from './recharge-desk.ts';
import { openRechargeRules, type RechargeRules } from './recharge-rules.ts';
import { forgetRecharge, noteRecharge, walletFacts } from './wallet-facts.ts';

/** Recharges of a companion. */
export interface Recharges extends RechargeDesk {
  readonly rules: RechargeRules;
  readonly stop: () => void;
}

/** What it is opened with. */
export interface RechargesOptions extends Pick<RechargePorts, 'clock' | 'request' | 'environment' | 'onTrouble'> {
  readonly folder: string;
  readonly store: LedgerStore;
  /** Epoch ms. */
  readonly now: () => number;
  /** In how many days nine of ten runs have not ended yet; null: not known. */
  readonly runwayDaysLow: (account: string, unit: string) => Promise<WalletFacts['runwayDaysLow']>;
}

/** Rules are looked at so often, ms. */
const LOOK_MS = 60_000;

/** Opens the rules of a folder and follows them. */
export function openRecharges({ folder, now, runwayDaysLow, ...options }: RechargesOptions): Recharges {
  const { store } = options;
  const rules = openRechargeRules(join(folder, 'recharge.json'));
  const boot = readBoot();
  const desk = openRechargeDesk({
    ...options,
    rules,
    clocks: () => ({ wall: now(), uptime: Math.round(uptime() * 1000), boot }),
    walletOf: async (rule) => ({
      ...(await walletFacts(store, rule, now())),
      runwayDaysLow: rule.runwayDays === null ? null : await runwayDaysLow(rule.account, rule.unit),
    }),
    onPaid: (run) => noteRecharge(store, run, now()),
    onUnpaid: (run) => forgetRecharge(store, run),
  });
  let isLooking = false;
  const look = async (): Promise<void> => {
    // A command may take longer than a minute.
    if (isLooking) return;
    isLooking = true;
    await desk.look().finally(() => {
      isLooking = false;
    });
  };
  const looking = setInterval(() => void look(), LOOK_MS);
  looking.unref();
  return { ...desk, rules, stop: () => clearInterval(looking) };
}

/** What tells this start of the machine from others; null: nothing does here. */
function readBoot(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return null;
  }
}
