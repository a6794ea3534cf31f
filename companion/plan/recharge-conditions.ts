import type { Text } from '../../lib/domain/text.ts';
import type { Condition } from '../../lib/watch/alert.ts';
import type { KeptRun } from './recharge-runs.ts';

/** How an account is called, and where money is added to it; null: no page is known. */
export interface NamedAccount {
  readonly title: string;
  readonly recharge: string | null;
}

/** What people have to do about recharges: say yes or no, recharge by hand, find out what became of one. */
export function findRechargeConditions(
  runs: readonly KeptRun[],
  nameOf: (account: string) => NamedAccount,
): readonly Condition[] {
  return runs
    .filter(({ isDry, state }) => !isDry && (state === 'asked' || state === 'unknown'))
    .map((run): Condition => {
      const { title, recharge } = nameOf(run.account);
      const money = { kind: 'money', money: { unit: run.unit, nano: run.amountNano } } as const;
      const why: Text = { key: run.because === 'balance' ? 'recharge.because.balance' : 'recharge.because.runway' };
      const isHand = run.action === 'page';
      const texts = run.state === 'unknown' ? UNKNOWN : isHand ? BY_HAND : ASKED;
      return {
        key: `recharge:${run.id}|${run.state}`,
        kind: 'recharge',
        subject: { kind: 'account', id: run.account },
        level: run.state === 'unknown' ? 'urgent' : 'soon',
        title: { key: texts.title, params: { account: title, money } },
        meaning: [{ key: texts.meaning, params: { rule: run.rule, why } }],
        todo: [{ key: texts.todo, params: { run: { kind: 'verbatim', text: run.id } } }],
        link: recharge,
        ...(run.state === 'asked' && { unseenFrom: expiryOf(run) }),
      };
    });
}

/** When a run that nobody answers is dropped, which is no all-clear, epoch ms: its own clock is that of the caps. */
function expiryOf({ at, endsAt, log }: KeptRun): number {
  return (log[0]?.at ?? at) + (endsAt === null ? 0 : endsAt - at);
}

const ASKED = { title: 'recharge.asked', meaning: 'recharge.asked.means', todo: 'recharge.asked.todo' } as const;
const BY_HAND = { title: 'recharge.byHand', meaning: 'recharge.asked.means', todo: 'recharge.byHand.todo' } as const;
const UNKNOWN = {
  title: 'recharge.unknown',
  meaning: 'recharge.unknown.means',
  todo: 'recharge.unknown.todo',
} as const;
