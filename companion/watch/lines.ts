import { parseDecimal } from '../../lib/domain/money.ts';
import type { RechargeRules } from '../plan/recharge-rules.ts';
import type { WatchedLine } from './watch-desk.ts';

/** Webhooks that recharge rules pay by; none where their file cannot be understood, and no rule is followed then. */
export function payersOf(rules: Rules, onTrouble: OnTrouble): readonly string[] {
  return listed(rules, onTrouble).flatMap(({ action }) => (action.kind === 'webhook' ? [action.channel] : []));
}

/** The balances at which recharge rules act; none where their file cannot be understood, which is told. */
export function linesOf(rules: Rules, onTrouble: OnTrouble): readonly WatchedLine[] {
  return listed(rules, onTrouble).flatMap(({ account, unit, below }) => {
    const nano = parseDecimal(below);
    return nano === null ? [] : [{ account, unit, nano }];
  });
}

type Rules = Pick<RechargeRules, 'list'>;
type OnTrouble = (what: string, error: unknown) => void;

function listed(rules: Rules, onTrouble: OnTrouble): ReturnType<Rules['list']> {
  try {
    return rules.list();
  } catch (error) {
    onTrouble('recharge rules could not be read', error);
    return [];
  }
}
