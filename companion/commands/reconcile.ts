import { showAmount } from '../terminal/shorten.ts';
import { type ShownAccepted, writeAccepted } from '../terminal/write-corrections.ts';
import { writeTable } from '../terminal/write-table.ts';
import type { ShownBills, ShownReconciled, ShownWallet } from '../watch/describe-reconciled.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { wrap } from './help.ts';
import { createUserError } from './user-error.ts';

/** Providers are asked page by page, and may take their time, ms. */
const ASK_MS_MAX = 120_000;
const DAYS_MAX = 90;
/** So many calls of one piece of evidence are listed for people; JSON has all. */
const CALLS_SHOWN = 10;

/** `tollkeeper reconcile`: our ledger beside what providers took. */
export const reconcileCommand: Command = {
  name: 'reconcile',
  summary: 'What balances lost and providers billed, beside what calls cost; evidence for support',
  options: {
    days: { type: 'string', value: '<n>', summary: 'How many days back (7).' },
    accept: { type: 'string', value: '<account>', summary: 'Book the difference of a day on its calls.' },
    day: { type: 'string', value: '<day>', summary: 'accept: which day, 2026-11-21.' },
    'no-ask': { type: 'boolean', summary: 'Ask no provider for its bills; only what was read before.' },
    json: { type: 'boolean', summary: 'Print JSON, for scripts and for support.' },
    lang: { type: 'string', value: '<en|zh>', summary: 'Language of what went wrong (en).' },
  },
  notes: () => [
    'A difference above 0 is money that is gone and that no call here explains:',
    'other programs, or money set aside that did not come back. Below 0: less is',
    'gone than was booked. "=": within what rounding and ranges explain.',
    'Bills are told to admin keys (openai, anthropic) and management keys',
    '(openrouter), and asked for once a day while the companion runs:',
    '  tollkeeper accounts add openai admin < admin-key.txt',
    'With --accept a difference is taken for right: calls of unknown cost are booked',
    'at it, else the last calls of the span. Budgets, spend and exports count it.',
  ],
  run: async ({ values, print }) => {
    if (values.accept !== undefined || values.day !== undefined) return accept(values, print);
    const body = {
      ...(values.days === undefined ? {} : { days: readDays(values.days) }),
      ...(values['no-ask'] === true && { ask: false }),
      ...(values.lang === undefined ? {} : { lang: values.lang }),
    };
    const asked = { method: 'POST', path: '/reconcile', body, timeoutMs: ASK_MS_MAX } as const;
    const found = await askCompanion<ShownReconciled>(asked);
    if (values.json === true) print(JSON.stringify(found));
    else for (const line of writeReconciled(found)) print(line);
    return 0;
  },
};

async function accept(values: CommandContext['values'], print: CommandContext['print']): Promise<number> {
  const { accept: account, day } = values;
  if (account === undefined || day === undefined) {
    throw createUserError({
      what: account === undefined ? '--accept is missing.' : '--day is missing.',
      why: 'One account and one day are accepted at a time.',
      todo: 'Try: tollkeeper reconcile --accept work --day 2026-11-21',
      exitCode: 2,
    });
  }
  const body = { account, day };
  const accepted = await askCompanion<ShownAccepted>({ method: 'POST', path: '/reconcile/accept', body });
  if (values.json === true) print(JSON.stringify(accepted));
  else for (const line of writeAccepted(accepted)) print(line);
  return 0;
}

function readDays(value: string | boolean): number {
  const days = Number(value);
  if (Number.isInteger(days) && days >= 1 && days <= DAYS_MAX) return days;
  throw createUserError({
    what: `"${value}" is no number of days.`,
    why: `It is a whole number from 1 to ${DAYS_MAX}.`,
    todo: 'Try: tollkeeper reconcile --days 30',
    exitCode: 2,
  });
}

/** What was found, for people, in 80 columns. */
export function writeReconciled({ wallets, bills, isCut }: ShownReconciled): readonly string[] {
  const told = wallets.filter(({ days }) => days.length > 0);
  const parts = [...told.map(writeWallet), ...bills.map(writeBills)];
  if (parts.length === 0) {
    return [
      'Nothing to put side by side yet: no balance was read twice, and no key may',
      'read bills. Named accounts are read by the companion that runs:',
      '  tollkeeper accounts add <provider> <name>',
    ];
  }
  const cut = 'There were more calls than are looked at: the oldest days seem to differ by more than they do.';
  return [
    ...parts.flatMap((lines, at) => [...(at === 0 ? [] : ['']), ...lines]),
    ...(isCut ? ['', ...wrap(cut, 80)] : []),
  ];
}

function writeWallet(wallet: ShownWallet): readonly string[] {
  const { account, name, provider, unit, days, topUps, leaks, frozen } = wallet;
  const rows = days.map(({ day, gone, seen, difference, toppedUp, unknownCalls, isExplained, isSettled }) => [
    ...[day, gone, seen, isExplained ? '=' : difference, toppedUp === '0' ? '' : toppedUp],
    [...(unknownCalls > 0 ? [`${unknownCalls} of unknown cost`] : []), ...(isSettled ? [] : ['calls under way'])].join(
      ', ',
    ),
  ]);
  return [
    `${name ?? account} (${provider}, ${unit})`,
    ...writeTable(['Day', 'Gone', 'Seen', 'Difference', 'Topped up', 'Note'], rows),
    ...topUps.flatMap(({ to, amount, isReported }) =>
      wrap(`${writeAt(to)}: ${showAmount(amount, unit)} came in${isReported ? ', as reported' : ''}.`, 80),
    ),
    ...leaks.flatMap((leak) => writeLeak(leak, unit)),
    ...frozen.flatMap(({ from, to, amount }) =>
      wrap(`${showAmount(amount, unit)} frozen from ${writeAt(from)} to ${writeAt(to)} with no call under way.`, 80),
    ),
  ];
}

function writeLeak(
  { from, to, missing, isMatch, calls }: ShownWallet['leaks'][number],
  unit: string,
): readonly string[] {
  const what = isMatch
    ? `${showAmount(missing, unit)} did not come back: as much as was set aside for these calls, which brought no answer.`
    : `${showAmount(missing, unit)} are missing, and these calls brought no answer.`;
  return [
    '',
    ...wrap(`${writeAt(from)} to ${writeAt(to)}: ${what}`, 80),
    ...calls
      .slice(0, CALLS_SHOWN)
      .flatMap((call) => [
        `  ${writeAt(call.at)}  ${call.outcome}, set aside ${call.setAside ?? 'unknown'}  ${call.model ?? ''}`.trimEnd(),
        `    ${call.id}${call.providerRequestId === null ? '' : `  provider: ${call.providerRequestId}`}`,
      ]),
    ...(calls.length > CALLS_SHOWN ? [`  and ${calls.length - CALLS_SHOWN} more: --json`] : []),
  ];
}

function writeBills({ provider, account, days, problem }: ShownBills): readonly string[] {
  const head = `Bills of ${provider} (${account === null ? '' : `told to ${account}; `}days of UTC)`;
  const why = problem === null ? [] : wrap(problem, 76).map((line) => `    ${line}`);
  if (days.length === 0) return [head, ...(problem === null ? ['    Nothing was billed, and nothing was seen.'] : why)];
  const rows = days.map(({ day, unit, stated, seen, difference, unknownCalls }) => [
    ...[day, unit, stated, seen, difference],
    unknownCalls > 0 ? `${unknownCalls} of unknown cost` : '',
  ]);
  return [head, ...writeTable(['Day', 'Unit', 'Billed', 'Seen', 'Difference', 'Note'], rows), ...why];
}

/** An instant as support everywhere reads it: UTC, to the second. */
function writeAt(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
