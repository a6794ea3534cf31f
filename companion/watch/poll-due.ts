import { claimPolls } from './claim-polls.ts';
import { pollAccount } from './poll-account.ts';
import type { PollState } from './poll-state.ts';
import type { WatchDesk } from './watch-desk.ts';

/** So many accounts are asked for at once, and of one provider's site no more than so many. */
const AT_ONCE_MAX = 4;
const AT_ONCE_PER_SITE_MAX = 2;

/** So many are claimed together: what asking for them takes is counted before the next ones are, and a claim does not last long. */
const CLAIMED_MAX = 8;

type Desk = WatchDesk & { readonly onTrouble: (what: string, error: unknown) => void };

/** Asks for every balance whose time has come. Resolves when all were asked for; what goes wrong with one is told and stops no other. */
export async function pollDue(desk: Desk): Promise<void> {
  for (;;) {
    const claimed = await claimPolls(desk, CLAIMED_MAX);
    if (claimed.length === 0) return;
    await pollAll([...claimed], desk);
  }
}

async function pollAll(waiting: PollState[], desk: Desk): Promise<void> {
  const running = new Map<string, number>();
  const runningAt = (provider: string): number => running.get(provider) ?? 0;
  const work = async (): Promise<void> => {
    for (;;) {
      const at = waiting.findIndex(({ provider }) => runningAt(provider) < AT_ONCE_PER_SITE_MAX);
      const [next] = at === -1 ? [] : waiting.splice(at, 1);
      // What is left is of sites that others ask, who go on with it.
      if (next === undefined) return;
      running.set(next.provider, runningAt(next.provider) + 1);
      await pollAccount(next, desk).catch((error: unknown) =>
        desk.onTrouble(`what ${next.id} said of its balance was not kept`, error),
      );
      running.set(next.provider, runningAt(next.provider) - 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE_MAX }, work));
}
