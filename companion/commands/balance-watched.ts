import { ARRIVAL_MINUTES } from '../../lib/watch/recharge.ts';
import { showAmount } from '../terminal/shorten.ts';
import { writeAge } from '../terminal/write-status.ts';
import type { ShownPoll } from '../watch/list-polls.ts';
import { askCompanion } from './ask-companion.ts';
import type { CommandContext } from './command.ts';
import { wrap } from './help.ts';
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
    return ['No named accounts, so no balance is asked for.', 'Add one: tollkeeper accounts add <provider> <name>'];
  }
  return watched.flatMap((one, at) => [
    ...(at === 0 ? [] : ['']),
    `${one.provider} ${one.name}: ${writeState(one, now)}`,
    ...(one.problem === null ? [] : wrap(one.problem, 76).map((line) => `    ${line}`)),
    ...one.keyLeft.map(
      ({ unit, left }) => `    its key's limit leaves ${left === null ? 'unknown' : showAmount(left, unit)}`,
    ),
    ...writeRecharge(one, now),
  ]);
}

function writeState({ state, readAt, failingSince, retryAt }: ShownPoll, now: number): string {
  if (state === 'never') return 'no key is told what is left';
  if (state === 'waiting') return 'not asked yet';
  const read = readAt === null ? 'never read' : `read ${writeAge(now - readAt)} ago`;
  if (state === 'read') return read;
  const failing = failingSince === null ? '' : ` for ${writeAge(now - failingSince)}`;
  const again = retryAt === null || retryAt <= now ? '' : `, again in ${writeAge(retryAt - now)}`;
  return `could not be read${failing} (${read})${again}`;
}

function writeRecharge({ recharge }: ShownPoll, now: number): readonly string[] {
  if (recharge === null) return [];
  const sum = recharge.amount === null ? 'a recharge' : `${recharge.amount} that were paid`;
  const said = recharge.by === 'report' ? 'said' : 'its page was opened';
  return [`    waiting for ${sum} (${said} ${writeAge(now - recharge.at)} ago)`];
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
      what: '"tollkeeper balance recharged" was not understood.',
      why: 'It takes the name of one account.',
      todo: 'Try: tollkeeper balance recharged work --amount 10',
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
  const sum = amount === null || unit === null ? 'the recharge' : showAmount(amount, unit);
  const takes =
    minutes === null
      ? `Its provider does not say how long that takes; mostly less than ${ARRIVAL_MINUTES} minutes.`
      : `Its provider says that it takes up to ${Math.max(minutes, 1)} ${minutes <= 1 ? 'minute' : 'minutes'}.`;
  return [
    ...wrap(`Waiting for ${sum} at ${account} until its balance rises.`, 80),
    ...wrap(takes, 80),
    'See whether it is there: tollkeeper balance watched',
  ];
}
