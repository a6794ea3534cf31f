import { groupBy } from '../../lib/domain/group-by.ts';
import type { Text } from '../../lib/domain/text.ts';
import type { Condition } from '../../lib/watch/alert.ts';
import type { NamedAccount } from '../balance/account-name.ts';
import { type KeptRun, subjectOf } from './recharge-runs.ts';

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

/** One run that did nothing may be bad luck, and is tried again; after so many, one after the other, nobody else recharges it. */
const FAILURES_URGENT = 3;
/** One that has not been tried for so long is not needed any more, or is no more, ms. */
const FAILING_MS = 86_400_000;

/** Rules that try to recharge and cannot. `runs` newest first; `now` epoch ms. */
export function findFailingRules(
  runs: readonly KeptRun[],
  nameOf: (account: string) => NamedAccount,
  now: number,
): readonly Condition[] {
  // What is under way says nothing yet.
  const ended = runs.filter(({ isDry, endsAt }) => !isDry && endsAt === null);
  const byRule = groupBy(ended, ({ rule, account, unit }) => subjectOf({ name: rule, account, unit }));
  return [...byRule].flatMap(([rule, own]): readonly Condition[] => {
    const after = own.findIndex(({ state }) => state !== 'failed');
    const n = after === -1 ? own.length : after;
    const [newest] = own;
    if (newest === undefined || n === 0) return [];
    const unseenFrom = (newest.log.at(-1)?.at ?? 0) + FAILING_MS;
    if (now > unseenFrom) return [];
    const { title, recharge } = nameOf(newest.account);
    return [
      {
        key: `recharge:${rule}|failing`,
        kind: 'recharge',
        subject: { kind: 'account', id: newest.account },
        level: n < FAILURES_URGENT ? 'soon' : 'urgent',
        title: { key: 'recharge.failing', params: { account: title } },
        meaning: [{ key: 'recharge.failing.means', params: { rule: newest.rule, n } }],
        todo: [{ key: 'recharge.failing.todo' }],
        link: recharge,
        unseenFrom,
      },
    ];
  });
}

const ASKED = { title: 'recharge.asked', meaning: 'recharge.asked.means', todo: 'recharge.asked.todo' } as const;
const BY_HAND = { title: 'recharge.byHand', meaning: 'recharge.asked.means', todo: 'recharge.byHand.todo' } as const;
const UNKNOWN = {
  title: 'recharge.unknown',
  meaning: 'recharge.unknown.means',
  todo: 'recharge.unknown.todo',
} as const;
