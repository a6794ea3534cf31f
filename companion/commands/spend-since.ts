import { ADVICE_MS_MAX } from '../advice/ask-advice.ts';
import { showAmount } from '../terminal/shorten.ts';
import { speak } from '../terminal/speak.ts';
import { writeLines } from '../terminal/write-advice.ts';
import { writeTable } from '../terminal/write-table.ts';
import { askCompanion } from './ask-companion.ts';

interface ShownSpent {
  readonly name: string;
  readonly calls: number;
  readonly amount: string;
}

interface ShownTokens {
  readonly calls: number;
  readonly billed: number;
  readonly counted: number;
  readonly notCompared: number;
}

interface ShownAccount {
  readonly account: string;
  readonly unit: string;
  readonly mark: {
    readonly kind: string;
    readonly at: number;
    readonly balance: string;
    readonly by: string | null;
  } | null;
  readonly from: number;
  readonly calls: number;
  readonly spent: string;
  readonly unknownCalls: number;
  readonly otherUnits: number;
  readonly byModel: readonly ShownSpent[];
  readonly byLabel: readonly ShownSpent[];
  readonly byDay: readonly ShownSpent[];
  readonly fall: {
    readonly until: number;
    readonly fell: string;
    readonly seen: string;
    readonly unseen: string;
    readonly unknownCalls: number;
  } | null;
  readonly input: ShownTokens;
  readonly output: ShownTokens;
}

interface ShownSince {
  readonly zone: string;
  readonly accounts: readonly ShownAccount[];
}

/** Rows of each table; `--json` has all of them. */
const ROWS_MAX = 12;

/** Where the money went since the last recharge, as lines, or one line of JSON. */
export async function spendSince({ account, isJson }: SinceOptions): Promise<readonly string[]> {
  const query = new URLSearchParams(account === null ? {} : { account });
  const told = await askCompanion<ShownSince>({ path: `/spend/since-recharge?${query}`, timeoutMs: ADVICE_MS_MAX });
  if (isJson) return [JSON.stringify(told)];
  if (told.accounts.length === 0) {
    return writeLines(speak('spendSince.noBalanceOfAnyAccount'));
  }
  return told.accounts.flatMap((one, at) => [...(at === 0 ? [] : ['']), ...writeAccount(one, told.zone)]);
}

interface SinceOptions {
  /** Null: all. */
  readonly account: string | null;
  readonly isJson: boolean;
}

function writeAccount(shown: ShownAccount, zone: string): readonly string[] {
  const { account, calls, spent, unit, unknownCalls, otherUnits, byModel, byLabel, byDay } = shown;
  const beside = [
    ...(unknownCalls > 0 ? [speak('any.ofUnknownCost', { what: unknownCalls })] : []),
    ...(otherUnits > 0 ? [speak('spendSince.paidInAnotherUnit', { otherUnits })] : []),
  ];
  return [
    ...writeLines(`${account}: ${sinceWhen(shown, zone)}`),
    ...writeLines(
      speak('spendSince.calls', {
        calls,
        spent: showAmount(spent, unit),
        rest: beside.length > 0 ? `; ${beside.join(', ')}` : '',
      }),
    ),
    ...writeFall(shown, zone),
    ...[
      writeTokens(speak('spendSince.input'), shown.input),
      writeTokens(speak('spendSince.output'), shown.output),
    ].flat(),
    ...writeSpent(speak('spendSince.model'), byModel, unit),
    ...writeSpent(
      speak('any.label'),
      byLabel.map((one) => ({ ...one, name: one.name.replace(/^tool:/, '') })),
      unit,
    ),
    ...writeSpent(speak('any.day'), byDay.slice(-ROWS_MAX), unit),
  ];
}

function sinceWhen({ mark, from, unit }: ShownAccount, zone: string): string {
  if (mark === null) return speak('spendSince.sinceNoRechargeWasSeen', { from: clock(from, zone) });
  const since = speak('spendSince.sinceWhenTheBalanceWas', {
    at: clock(mark.at, zone),
    balance: showAmount(mark.balance, unit, 'down'),
  });
  return mark.by === null
    ? speak('spendSince.noRechargeWasSeenSince', { since })
    : speak('spendSince.afterARechargeOfAbout', { since, by: showAmount(mark.by, unit) });
}

function writeFall({ fall, unit }: ShownAccount, zone: string): readonly string[] {
  if (fall === null) return [speak('spendSince.theBalanceWasNotRead')];
  const { until, fell, unseen, unknownCalls } = fall;
  const isLess = unseen.startsWith('-');
  const rest =
    unseen === '0'
      ? speak('spendSince.weSawAllOfIt')
      : isLess
        ? speak('spendSince.lessThanWeSawNot', { unseen: showAmount(unseen.slice(1), unit) })
        : speak(unknownCalls === 0 ? 'spendSince.ofItWeDidNot' : 'spendSince.ofItWeDidNotOrUnpriced', {
            ...{ unseen: showAmount(unseen, unit), unknownCalls },
          });
  return writeLines(
    speak('spendSince.theBalanceFellByUntil', { fell: showAmount(fell, unit), until: clock(until, zone), rest }),
  );
}

function writeTokens(side: string, { calls, billed, counted, notCompared }: ShownTokens): readonly string[] {
  if (calls === 0) return [];
  const percent = counted === 0 ? null : Math.round((1000 * (billed - counted)) / counted) / 10;
  const off = percent === null ? '' : ` (${percent > 0 ? '+' : ''}${percent} %)`;
  const rest = notCompared > 0 ? speak('spendSince.callsNotCompared', { notCompared }) : '';
  return writeLines(
    speak('spendSince.tokensBilledCountedByUs', {
      side,
      billed: billed.toLocaleString('en'),
      counted: counted.toLocaleString('en'),
      off,
      rest,
    }),
  );
}

function writeSpent(head: string, rows: readonly ShownSpent[], unit: string): readonly string[] {
  if (rows.length === 0) return [];
  const shown = rows
    .slice(0, ROWS_MAX)
    .map(({ name, calls, amount }) => [
      name === '' ? speak('spendSince.others') : name,
      showAmount(amount, unit),
      String(calls),
    ]);
  const more = rows.length > ROWS_MAX ? [speak('spendSince.moreJsonHasThem', { count: rows.length - ROWS_MAX })] : [];
  return ['', ...writeTable([head, speak('any.cost'), speak('any.calls')], shown), ...more];
}

function clock(at: number, timeZone: string): string {
  return new Date(at).toLocaleString('sv-SE', { timeZone }).slice(0, 16);
}
