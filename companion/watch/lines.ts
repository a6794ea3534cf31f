import { parseDecimal } from '../../lib/domain/money.ts';
import type { RechargeRules } from '../plan/recharge-rules.ts';
import type { WatchedLine } from './watch-desk.ts';

/** The balances at which recharge rules act; none where their file cannot be understood, which is told. */
export function linesOf(
  rules: Pick<RechargeRules, 'list'>,
  onTrouble: (what: string, error: unknown) => void,
): readonly WatchedLine[] {
  try {
    return rules.list().flatMap(({ account, unit, below }) => {
      const nano = parseDecimal(below);
      return nano === null ? [] : [{ account, unit, nano }];
    });
  } catch (error) {
    onTrouble('recharge rules could not be read', error);
    return [];
  }
}
