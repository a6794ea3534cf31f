import { ARRIVAL_MINUTES } from '../../lib/watch/recharge.ts';
import { wrapColumns } from '../terminal/columns.ts';
import { showAmount } from '../terminal/shorten.ts';
import { speak } from '../terminal/speak.ts';
import { writeAge } from '../terminal/write-status.ts';
import type { ShownPoll } from '../watch/list-polls.ts';
import { askCompanion } from './ask-companion.ts';
import type { CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper balance watched`: what the companion was told, and what it was not. 1: something could not be read. */
export async function showWatched({ values, print }: CommandContext, language: 'en' | 'zh'): Promise<number> {
  const { watched } = await askCompanion<{ readonly watched: readonly ShownPoll[] }>({
    path: `/balances/watched?lang=${language}`,
  });
  if (values.json === true) print(JSON.stringify({ watched }));
  else for (const line of writeWatched(watched, Date.now())) print(line);
  return watched.some(({ state }) => state === 'unread') ? 1 : 0;
}

/** The same for people, in 80 columns. `now`: epoch ms. */
export function writeWatched(watched: readonly ShownPoll[], now: number): readonly string[] {
  if (watched.length === 0) {
    return [speak('balanceWatched.noNamedAccountsSoNo'), speak('balanceWatched.addOneTollkeeperAccountsAdd')];
  }
  return watched.flatMap((one, at) => [
    ...(at === 0 ? [] : ['']),
    `${one.provider} ${one.name}: ${writeState(one, now)}`,
    ...(one.problem === null ? [] : wrapColumns(one.problem, 76).map((line) => `    ${line}`)),
    ...one.keyLeft.map(({ unit, left }) =>
      speak('balanceWatched.itsKeySLimitLeaves', {
        rest: left === null ? speak('any.unknown') : showAmount(left, unit, 'down'),
      }),
    ),
    ...writeRecharge(one, now),
  ]);
}

function writeState({ state, readAt, failingSince, retryAt }: ShownPoll, now: number): string {
  if (state === 'never') return speak('balanceWatched.noKeyIsToldWhat');
  if (state === 'waiting') return speak('balanceWatched.notAskedYet');
  const read =
    readAt === null
      ? speak('balanceWatched.neverRead')
      : speak('balanceWatched.readAgo', { now: writeAge(now - readAt) });
  if (state === 'read') return read;
  const failing = failingSince === null ? '' : speak('balanceWatched.for', { now: writeAge(now - failingSince) });
  const again =
    retryAt === null || retryAt <= now ? '' : speak('balanceWatched.againIn', { retryAt: writeAge(retryAt - now) });
  return speak('balanceWatched.couldNotBeRead', { failing, read, again });
}

function writeRecharge({ recharge }: ShownPoll, now: number): readonly string[] {
  if (recharge === null) return [];
  const sum =
    recharge.amount === null
      ? speak('balanceWatched.aRecharge')
      : speak('balanceWatched.thatWerePaid', { amount: recharge.amount });
  const said = recharge.by === 'report' ? speak('balanceWatched.said') : speak('balanceWatched.itsPageWasOpened');
  return [speak('balanceWatched.waitingForAgo', { sum, said, now: writeAge(now - recharge.at) })];
}

interface Recharged {
  readonly account: string;
  readonly amount: string | null;
  readonly unit: string | null;
  readonly statedMinutes: number | null;
}

/** `tollkeeper balance recharged <account>`: somebody paid; until it is there the balance is asked for more often. */
export async function reportRecharged({ values, operands, print }: CommandContext): Promise<number> {
  const [, account, ...more] = operands;
  if (account === undefined || more.length > 0) {
    throw createUserError({
      what: speak('any.notUnderstood', { command: 'balance recharged' }),
      why: speak('balanceWatched.itTakesTheNameOf'),
      todo: speak('balanceWatched.tryTollkeeperBalanceRechargedWork'),
      exitCode: 2,
    });
  }
  const said = { amount: values.amount, unit: values.unit, by: values.by };
  const body = { account, ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) };
  const found = await askCompanion<Recharged>({ method: 'POST', path: '/balances/recharged', body });
  if (values.json === true) print(JSON.stringify(found));
  else for (const line of writeRecharged(found)) print(line);
  return 0;
}

function writeRecharged({ account, amount, unit, statedMinutes: minutes }: Recharged): readonly string[] {
  const sum = amount === null || unit === null ? speak('balanceWatched.theRecharge') : showAmount(amount, unit);
  const takes =
    minutes === null
      ? speak('balanceWatched.itsProviderDoesNotSay', { arrivalMinutes: ARRIVAL_MINUTES })
      : speak('balanceWatched.itsProviderSaysThatIt', {
          minutes: Math.max(minutes, 1),
          rest: minutes <= 1 ? speak('balanceWatched.minute') : speak('balanceWatched.minutes'),
        });
  return [
    ...wrapColumns(speak('balanceWatched.waitingForAtUntilIts', { sum, account }), 80),
    ...wrapColumns(takes, 80),
    speak('balanceWatched.seeWhetherItIsThere'),
  ];
}
