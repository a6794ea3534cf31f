import { ADVICE_MS_MAX } from '../advice/ask-advice.ts';
import { showAmount } from '../terminal/shorten.ts';
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
    return writeLines('No balance of any account is known: have one read ("tollkeeper balance"), or open its console.');
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
    ...(unknownCalls > 0 ? [`${unknownCalls} of unknown cost`] : []),
    ...(otherUnits > 0 ? [`${otherUnits} paid in another unit`] : []),
  ];
  return [
    ...writeLines(`${account}: ${sinceWhen(shown, zone)}`),
    ...writeLines(`${calls} calls, ${showAmount(spent, unit)}${beside.length > 0 ? `; ${beside.join(', ')}` : ''}.`),
    ...writeFall(shown, zone),
    ...[writeTokens('Input', shown.input), writeTokens('Output', shown.output)].flat(),
    ...writeSpent('Model', byModel, unit),
    ...writeSpent(
      'Label',
      byLabel.map((one) => ({ ...one, name: one.name.replace(/^tool:/, '') })),
      unit,
    ),
    ...writeSpent('Day', byDay.slice(-ROWS_MAX), unit),
  ];
}

function sinceWhen({ mark, from, unit }: ShownAccount, zone: string): string {
  if (mark === null) return `since ${clock(from, zone)}; no recharge was seen.`;
  const since = `since ${clock(mark.at, zone)}, when the balance was ${showAmount(mark.balance, unit)}`;
  return mark.by === null
    ? `${since}; no recharge was seen since.`
    : `${since} after a recharge of about ${showAmount(mark.by, unit)}.`;
}

function writeFall({ fall, unit }: ShownAccount, zone: string): readonly string[] {
  if (fall === null) return ['The balance was not read since: what we did not see is not known.'];
  const { until, fell, unseen } = fall;
  const isLess = unseen.startsWith('-');
  const rest =
    unseen === '0'
      ? 'we saw all of it'
      : isLess
        ? `${showAmount(unseen.slice(1), unit)} less than we saw: not all is taken yet, or less was`
        : `${showAmount(unseen, unit)} of it we did not see`;
  return writeLines(`The balance fell by ${showAmount(fell, unit)} until ${clock(until, zone)}: ${rest}.`);
}

function writeTokens(side: string, { calls, billed, counted, notCompared }: ShownTokens): readonly string[] {
  if (calls === 0) return [];
  const percent = counted === 0 ? null : Math.round((1000 * (billed - counted)) / counted) / 10;
  const off = percent === null ? '' : ` (${percent > 0 ? '+' : ''}${percent} %)`;
  const rest = notCompared > 0 ? `; ${notCompared} calls not compared` : '';
  return writeLines(
    `${side}: ${billed.toLocaleString('en')} tokens billed, ${counted.toLocaleString('en')} counted by us${off}${rest}.`,
  );
}

function writeSpent(head: string, rows: readonly ShownSpent[], unit: string): readonly string[] {
  if (rows.length === 0) return [];
  const shown = rows
    .slice(0, ROWS_MAX)
    .map(({ name, calls, amount }) => [name === '' ? 'others' : name, showAmount(amount, unit), String(calls)]);
  const more = rows.length > ROWS_MAX ? [`${rows.length - ROWS_MAX} more: --json has them.`] : [];
  return ['', ...writeTable([head, 'Cost', 'Calls'], shown), ...more];
}

function clock(at: number, timeZone: string): string {
  return new Date(at).toLocaleString('sv-SE', { timeZone }).slice(0, 16);
}
