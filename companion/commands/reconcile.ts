import { wrapColumns } from '../terminal/columns.ts';
import { showAmount } from '../terminal/shorten.ts';
import { speak, spokenLanguage } from '../terminal/speak.ts';
import { sayOutcome } from '../terminal/write-calls.ts';
import { type ShownAccepted, writeAccepted } from '../terminal/write-corrections.ts';
import { writeTable } from '../terminal/write-table.ts';
import type { ShownBills, ShownCounts, ShownReconciled, ShownWallet } from '../watch/describe-reconciled.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

/** Providers are asked page by page, and may take their time, ms. */
const ASK_MS_MAX = 120_000;
const DAYS_MAX = 90;
/** So many calls of one piece of evidence are listed for people; JSON has all. */
const CALLS_SHOWN = 10;

/** `tollkeeper reconcile`: our ledger beside what providers took. */
export const reconcileCommand: Command = {
  name: 'reconcile',

  options: {
    days: { type: 'string', value: '<n>' },
    accept: { type: 'string', value: '<account>' },
    day: { type: 'string', value: '<day>' },
    'no-ask': { type: 'boolean' },
    json: { type: 'boolean' },
  },

  run: async ({ values, print }) => {
    if (values.accept !== undefined || values.day !== undefined) return accept(values, print);
    const body = {
      ...(values.days === undefined ? {} : { days: readDays(values.days) }),
      ...(values['no-ask'] === true && { ask: false }),
      lang: spokenLanguage(),
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
      what: account === undefined ? speak('reconcile.acceptIsMissing') : speak('reconcile.dayIsMissing'),
      why: speak('reconcile.oneAccountAndOneDay'),
      todo: speak('reconcile.tryTollkeeperReconcileAcceptWork'),
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
    what: speak('any.isNoNumberOfDays', { what: value }),
    why: speak('any.itIsAWholeNumber', { what: DAYS_MAX }),
    todo: speak('reconcile.tryTollkeeperReconcileDays30'),
    exitCode: 2,
  });
}

/** What was found, for people, in 80 columns. */
export function writeReconciled({ wallets, bills, counts, isCut }: ShownReconciled): readonly string[] {
  const told = wallets.filter(({ days }) => days.length > 0);
  const parts = [...told.map(writeWallet), ...bills.map(writeBills), ...counts.map(writeCounts)];
  if (parts.length === 0) {
    return [
      speak('reconcile.nothingToPutSideBy'),
      speak('reconcile.readBillsNamedAccountsAre'),
      '  tollkeeper accounts add <provider> <name>',
    ];
  }
  const cut = speak('reconcile.thereWereMoreCallsThan');
  return [
    ...parts.flatMap((lines, at) => [...(at === 0 ? [] : ['']), ...lines]),
    ...(isCut ? ['', ...wrapColumns(cut, 80)] : []),
  ];
}

function writeWallet(wallet: ShownWallet): readonly string[] {
  const { account, name, provider, unit, days, topUps, leaks, frozen } = wallet;
  const rows = days.map(({ day, gone, seen, difference, toppedUp, unknownCalls, isExplained, isSettled }) => [
    ...[day, gone, seen, isExplained ? '=' : difference, toppedUp === '0' ? '' : toppedUp],
    [
      ...(unknownCalls > 0 ? [speak('any.ofUnknownCost', { what: unknownCalls })] : []),
      ...(isSettled ? [] : [speak('reconcile.callsUnderWay')]),
    ].join(', '),
  ]);
  return [
    `${name ?? account} (${provider}, ${unit})`,
    ...writeTable(
      [
        speak('any.day'),
        speak('reconcile.gone'),
        speak('reconcile.seen'),
        speak('any.difference'),
        speak('reconcile.toppedUp'),
        speak('reconcile.note'),
      ],
      rows,
    ),
    ...topUps.flatMap(({ to, amount, isReported }) =>
      wrapColumns(
        speak('reconcile.cameIn', {
          to: writeAt(to),
          amount: showAmount(amount, unit),
          rest: isReported ? speak('reconcile.asReported') : '',
        }),
        80,
      ),
    ),
    ...leaks.flatMap((leak) => writeLeak(leak, unit)),
    ...frozen.flatMap(({ from, to, amount }) =>
      wrapColumns(
        speak('reconcile.frozenFromToWithNo', {
          amount: showAmount(amount, unit),
          from: writeAt(from),
          to: writeAt(to),
        }),
        80,
      ),
    ),
  ];
}

function writeLeak(
  { from, to, missing, isMatch, calls }: ShownWallet['leaks'][number],
  unit: string,
): readonly string[] {
  const what = isMatch
    ? speak('reconcile.didNotComeBackAs', { missing: showAmount(missing, unit) })
    : speak('reconcile.areMissingAndTheseCalls', { missing: showAmount(missing, unit) });
  return [
    '',
    ...wrapColumns(speak('reconcile.to', { from: writeAt(from), to: writeAt(to), what }), 80),
    ...calls.slice(0, CALLS_SHOWN).flatMap((call) => [
      speak('reconcile.setAside', {
        at: writeAt(call.at),
        outcome: sayOutcome(call),
        setAside: call.setAside ?? speak('any.unknown'),
        model: call.model ?? '',
      }).trimEnd(),
      `    ${call.id}${call.providerRequestId === null ? '' : speak('reconcile.provider', { providerRequestId: call.providerRequestId })}`,
    ]),
    ...(calls.length > CALLS_SHOWN ? [speak('reconcile.andMoreJson', { count: calls.length - CALLS_SHOWN })] : []),
  ];
}

function writeBills({ provider, account, days, problem }: ShownBills): readonly string[] {
  const head = speak('reconcile.billsOfDaysOfUtc', {
    provider,
    rest: account === null ? '' : speak('reconcile.toldTo', { account }),
  });
  const why = problem === null ? [] : wrapColumns(problem, 76).map((line) => `    ${line}`);
  if (days.length === 0) return [head, ...(problem === null ? [speak('reconcile.nothingWasBilledAndNothing')] : why)];
  const rows = days.map(({ day, unit, stated, seen, difference, unknownCalls }) => [
    ...[day, unit, stated, seen, difference],
    unknownCalls > 0 ? speak('any.ofUnknownCost', { what: unknownCalls }) : '',
  ]);
  return [
    head,
    ...writeTable(
      [
        speak('any.day'),
        speak('any.unit'),
        speak('reconcile.billed'),
        speak('reconcile.seen'),
        speak('any.difference'),
        speak('reconcile.note'),
      ],
      rows,
    ),
    ...why,
  ];
}

function writeCounts({ provider, account, days, said, problem }: ShownCounts): readonly string[] {
  const head = speak('reconcile.tokensOfDaysOfUtc', {
    provider,
    rest: account === null ? '' : speak('reconcile.toldTo', { account }),
  });
  const rows = days.flatMap(({ day, model, stated, seen, difference }) => {
    const [input, output] = [
      [stated.inputTokens, seen.inputTokens, difference.input],
      [stated.outputTokens, seen.outputTokens, difference.output],
    ].map((figures) => figures.map(String));
    return [
      [day, model === '' ? speak('savings.noModel') : model, speak('reconcile.input'), ...(input ?? [])],
      ['', '', speak('reconcile.output'), ...(output ?? [])],
    ];
  });
  const heads = [
    ...[speak('any.day'), speak('reconcile.model'), speak('reconcile.tokens'), speak('reconcile.counted')],
    ...[speak('reconcile.seen'), speak('any.difference')],
  ];
  const table = days.length === 0 ? [] : writeTable(heads, rows);
  const told = [...said, ...(problem === null ? [] : [problem])].join(' ');
  return [head, ...table, ...(told === '' ? [] : wrapColumns(told, 76).map((line) => `    ${line}`))];
}

/** An instant as support everywhere reads it: UTC, to the second. */
function writeAt(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
