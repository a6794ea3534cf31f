import { toDecimal } from '../../lib/domain/money.ts';
import { capOf, decideRecharge, type RechargeDecision, type RechargeFacts } from '../../lib/watch/decide-recharge.ts';
import type { ClockReading } from '../../lib/watch/guarded-clock.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import { openWatchTables, type WatchTables } from '../ledger/watch-tables.ts';
import { endOfRequest, followRequest, givenUpRequests, requestOf } from './recharge-requests.ts';
import { type RechargeRules, toRule, type WrittenRule } from './recharge-rules.ts';
import {
  ASKED_MS,
  countedRuns,
  ID_END,
  type KeptRun,
  moveRun,
  newRunId,
  type RuleTurn,
  readRun,
  readRuns,
  subjectOf,
  takeTurn,
  writeRun,
} from './recharge-runs.ts';
import { runCommand } from './run-command.ts';

/** How a wallet stands, as far as rules ask. */
export interface WalletFacts extends Pick<RechargeFacts, 'usableNano' | 'isStale' | 'isArriving' | 'runwayDaysLow'> {
  /** Somebody said that they paid, and it is not seen: whether more is paid before it is, a person decides. */
  readonly isAwaited: boolean;
}

/** What the desk works with. */
export interface RechargePorts {
  readonly store: LedgerStore;
  readonly rules: RechargeRules;
  /** The database's own clock as SQL; null: it has none that counts. */
  readonly clock: string | null;
  readonly clocks: () => ClockReading;
  readonly walletOf: (rule: WrittenRule) => Promise<WalletFacts>;
  /** Hands a request for money to a webhook, in the caller's transaction. False: there is no such webhook, or it is off. */
  readonly request: (tables: WatchTables, channel: string, run: KeptRun) => Promise<boolean>;
  /** More money is on its way to a wallet. */
  readonly onPaid: (run: KeptRun) => Promise<void>;
  /** Somebody found out that none is. */
  readonly onUnpaid: (run: KeptRun) => Promise<void>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Told of rules that cannot be read or looked at. */
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** What a rule came to when it was looked at. */
export interface Looked {
  readonly rule: WrittenRule;
  readonly decision: RechargeDecision;
  /** What was begun, or asked; null: nothing was. */
  readonly run: KeptRun | null;
}

/** Why an answer about a run was not taken. */
export type RunProblem = 'no-such-run' | 'not-asked' | 'not-open' | 'no-such-rule' | 'over-cap' | 'being-sent';

/** Recharges by rules, within their caps. */
export interface RechargeDesk {
  /** Looks at every rule, one after the other, and does what is due. Never rejects. */
  readonly look: () => Promise<readonly Looked[]>;
  /** What a rule would come to now; nothing is done or kept. */
  readonly preview: (rule: WrittenRule) => Promise<RechargeDecision>;
  /** Its owner says yes: it is done now, or, where a person does it, was. */
  readonly approve: (id: string, who: string) => Promise<KeptRun | RunProblem>;
  readonly decline: (id: string, who: string) => Promise<KeptRun | RunProblem>;
  /** Somebody found out what became of a run that nobody saw the end of. */
  readonly resolve: (id: string, wasDone: boolean, who: string) => Promise<KeptRun | RunProblem>;
  /** All of which somebody has to say something, however old they are: those that are asked, those that nobody saw the end of. */
  readonly waiting: () => Promise<readonly KeptRun[]>;
  /** The audit log, the newest first; `before`: a run's id, those that are older. */
  readonly runs: (limit: number, before?: string) => Promise<readonly KeptRun[]>;
}

const ASKED_TWICE = 'its owner is asked: what was paid before is not seen yet';
/** What was begun is over so long after its time, ms. */
const GRACE_MS = 60_000;

export function openRechargeDesk(ports: RechargePorts): RechargeDesk {
  const { store, rules, onTrouble } = ports;
  const turnOf = <T>(subject: string, work: (turn: RuleTurn) => Promise<T>): Promise<T> =>
    store.transactBelow(async ({ tx, ledger }) => {
      const turn = await takeTurn({ tx, ledger, subject, clock: ports.clock }, ports.clocks());
      return work(turn);
    });
  const perform = (rule: WrittenRule, run: KeptRun): Promise<KeptRun> => performRun(ports, turnOf, rule, run);
  const lookAt = async (rule: WrittenRule): Promise<Looked> => {
    const wallet = await ports.walletOf(rule);
    const looked = await turnOf(subjectOf(rule), (turn) => judge(ports, rule, wallet, turn));
    const run = looked.run?.state === 'begun' ? await perform(rule, looked.run) : looked.run;
    // What was handed to a webhook is on its way as well.
    if (run?.action === 'webhook' && run.state === 'done' && !run.isDry) await ports.onPaid(run);
    return { ...looked, run };
  };
  const find = async (id: string): Promise<KeptRun | null> => {
    return store.transactBelow(async ({ tx, ledger }) => {
      const row = await openWatchTables(tx, ledger).rechargeRuns.get(id);
      return row === undefined ? null : (row.value as KeptRun);
    });
  };
  /** Runs of a rule are changed by whoever has its turn, as they are then. */
  const change = async (
    id: string,
    to: (run: KeptRun, turn: RuleTurn) => Promise<KeptRun | RunProblem>,
  ): Promise<KeptRun | RunProblem> => {
    const found = await find(id);
    if (found === null) return 'no-such-run';
    const subject = subjectOf({ name: found.rule, account: found.account, unit: found.unit });
    return turnOf(subject, async (turn) => {
      const run = await readRun(turn, id);
      if (run === null) return 'no-such-run';
      const next = await to(run, turn);
      if (typeof next !== 'string') await writeRun(turn, next);
      return next;
    });
  };
  /** A run says "done" from when its request is handed over: where that was given up it was not. */
  const followRequests = async (): Promise<void> => {
    const ids = await store.transactBelow(({ tx, ledger }) =>
      givenUpRequests(openWatchTables(tx, ledger), ports.clocks().wall),
    );
    for (const id of ids) {
      const next = await change(id, async (run, { tables, wall }) => {
        const request = await requestOf(tables, id);
        if (run.state !== 'done' || request?.state !== 'dead') return 'not-open';
        const { state, why } = endOfRequest(request);
        return moveRun(run, state, why, wall);
      });
      if (typeof next !== 'string' && next.state === 'failed') await ports.onUnpaid(next);
    }
  };
  return {
    async look() {
      const looked: Looked[] = [];
      await followRequests().catch((error: unknown) => onTrouble('what became of requests was not looked at', error));
      for (const rule of readRules(rules, onTrouble)) {
        try {
          looked.push(await lookAt(rule));
        } catch (error) {
          onTrouble(`the recharge rule "${rule.name}" could not be looked at`, error);
        }
      }
      return looked;
    },
    async preview(rule) {
      const wallet = await ports.walletOf(rule);
      return turnOf(subjectOf(rule), async (turn) => {
        const runs = countedRuns(await readRuns(turn, rule), rule.dryRun);
        return decideRecharge(toRule(rule), { ...wallet, now: turn.now, runs });
      });
    },
    async approve(id, who) {
      const rule = await ruleOf(id, find, rules);
      if (typeof rule === 'string') return rule;
      const next = await change(id, async (run, turn) => {
        if (run.state !== 'asked') return 'not-asked';
        // What a person has paid by hand is paid, whatever the caps have become.
        if (rule.action.kind !== 'page' && (await isOverCap(rule, run, turn))) return 'over-cap';
        // Caps and the cool-down count it from when it is done: that may be a day after it was asked.
        const now = { ...run, at: turn.now, endsAt: turn.now + endOf(rule) };
        return begin(ports, rule, now, { turn, why: `approved by ${who}` });
      });
      if (typeof next === 'string') return next;
      if (next.state === 'begun') return perform(rule, next);
      if (next.state === 'done') await ports.onPaid(next);
      return next;
    },
    decline: (id, who) =>
      change(id, async (run, { now, wall }) =>
        run.state === 'asked' ? moveRun({ ...run, at: now }, 'declined', `declined by ${who}`, wall) : 'not-asked',
      ),
    async resolve(id, wasDone, who) {
      const next = await change(id, async (run, { tables, wall }) => {
        const isOpen = run.state === 'unknown' || (run.state === 'done' && run.action === 'webhook');
        if (!isOpen) return 'not-open';
        // What a person has found out holds: the request does not go out, or out again, after it.
        const request = await requestOf(tables, id);
        if (request?.state === 'sending') return 'being-sent';
        if (request !== null && request.state !== 'sent') await tables.deliveries.delete(request.id);
        return moveRun(run, wasDone ? 'done' : 'failed', `as ${who} says`, wall);
      });
      if (typeof next !== 'string') await (wasDone ? ports.onPaid(next) : ports.onUnpaid(next));
      return next;
    },
    waiting: () =>
      store.transactBelow(async ({ tx, ledger }) => {
        const { rechargeRuns } = openWatchTables(tx, ledger);
        const ofState = (state: KeptRun['state']) => rechargeRuns.where('state').equals(state).toArray();
        const rows = [...(await ofState('asked')), ...(await ofState('unknown'))];
        return rows.map(({ value }) => value as KeptRun);
      }),
    runs: (limit, before = ID_END) =>
      store.transactBelow(async ({ tx, ledger }) => {
        const { rechargeRuns } = openWatchTables(tx, ledger);
        const rows = await rechargeRuns.where('id').between('', before).reverse().limit(limit).toArray();
        return rows.map(({ value }) => value as KeptRun);
      }),
  };
}

function readRules(rules: RechargeRules, onTrouble: RechargePorts['onTrouble']): readonly WrittenRule[] {
  try {
    return rules.list();
  } catch (error) {
    onTrouble('the recharge rules could not be read: no rule is followed', error);
    return [];
  }
}

/** Whether a run that is asked would be too much by its rule as it is now: its caps may have been lowered since. */
async function isOverCap(rule: WrittenRule, { id }: KeptRun, turn: RuleTurn): Promise<boolean> {
  const others = (await readRuns(turn, rule)).filter((run) => run.id !== id);
  return capOf(toRule(rule), countedRuns(others, false), turn.now) !== null;
}

/**
 * The rule of a run, as it is now: what it runs is said by the file and by nothing else. One that has another amount by now, or does
 * nothing but try, is another one than the one whose run a person is asked about.
 */
async function ruleOf(
  id: string,
  find: (id: string) => Promise<KeptRun | null>,
  rules: RechargeRules,
): Promise<WrittenRule | RunProblem> {
  const run = await find(id);
  if (run === null) return 'no-such-run';
  const rule = rules.list().find((one) => one.name === run.rule && one.account === run.account);
  if (rule === undefined || rule.unit !== run.unit || rule.action.kind !== run.action) return 'no-such-rule';
  const isSame = rule.action.kind === 'page' || (!rule.dryRun && toRule(rule).amountNano === run.amountNano);
  return isSame ? rule : 'no-such-rule';
}

async function judge(ports: RechargePorts, rule: WrittenRule, wallet: WalletFacts, turn: RuleTurn): Promise<Looked> {
  const kept: KeptRun[] = [];
  for (const run of await readRuns(turn, rule)) kept.push(await followRequest(run, turn));
  const runs = countedRuns(kept, rule.dryRun);
  const decision = decideRecharge(toRule(rule), { ...wallet, now: turn.now, runs });
  if (decision.kind === 'wait') return { rule, decision, run: null };
  const mustAsk = rule.approval || rule.action.kind === 'page' || wallet.isAwaited;
  const made: KeptRun = {
    ...{ id: newRunId(turn.now), rule: rule.name, account: rule.account, unit: rule.unit },
    ...{ amountNano: decision.amountNano, because: decision.because, action: rule.action.kind, isDry: rule.dryRun },
    ...{ at: turn.now, endsAt: turn.now + (mustAsk ? ASKED_MS : endOf(rule)), state: 'asked', log: [] },
  };
  if (rule.dryRun) {
    const dry = moveRun(made, 'done', 'a dry run: nothing was done', turn.wall);
    await writeRun(turn, dry);
    return { rule, decision, run: dry };
  }
  const run = mustAsk
    ? moveRun(made, 'asked', wallet.isAwaited ? ASKED_TWICE : 'its owner is asked', turn.wall)
    : await begin(ports, rule, made, { turn, why: 'by its rule' });
  await writeRun(turn, run);
  return { rule, decision, run };
}

/** Notes that it is done, before it is. What a person does was done when they say so; a webhook is told with the note itself. */
async function begin(
  ports: RechargePorts,
  rule: WrittenRule,
  run: KeptRun,
  { turn, why }: { readonly turn: RuleTurn; readonly why: string },
): Promise<KeptRun> {
  if (rule.action.kind === 'page') return moveRun(run, 'done', why, turn.wall);
  if (rule.action.kind === 'command') return moveRun(run, 'begun', why, turn.wall);
  const { channel } = rule.action;
  const next = moveRun(run, 'done', `${why}: handed to ${channel}`, turn.wall);
  if (await ports.request(turn.tables, channel, next)) return next;
  return moveRun(run, 'failed', `${why}: nothing was sent, no webhook "${channel}" is on`, turn.wall);
}

function endOf({ action }: WrittenRule): number {
  return (action.kind === 'command' ? action.timeoutS * 1000 : 0) + GRACE_MS;
}

async function performRun(
  ports: RechargePorts,
  turnOf: <T>(subject: string, work: (turn: RuleTurn) => Promise<T>) => Promise<T>,
  rule: WrittenRule,
  run: KeptRun,
): Promise<KeptRun> {
  if (rule.action.kind !== 'command') return run;
  const { id, account, unit, amountNano } = run;
  const facts = { run: id, account, unit, amount: toDecimal(amountNano) };
  const { command, timeoutS } = rule.action;
  const end = await runCommand(command, facts, timeoutS * 1000, ports.environment);
  const next = moveRun(run, STATE_OF[end.kind], end.detail, ports.clocks().wall);
  await turnOf(subjectOf(rule), async (turn) => {
    // It took longer than it may have, and somebody has said what became of it.
    const now = (await turn.tables.rechargeRuns.get(id))?.state;
    if (now === 'begun' || now === 'unknown') await writeRun(turn, { ...next, paidBy: turn.now });
  });
  if (next.state === 'done') await ports.onPaid(next);
  return next;
}

const STATE_OF = { done: 'done', 'nothing-done': 'failed', unknown: 'unknown' } as const;
