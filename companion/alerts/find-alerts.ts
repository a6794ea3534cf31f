import { showAmount } from '../terminal/shorten.ts';
import type { ShownStatus } from '../terminal/write-status.ts';

/** Something that somebody should know now. */
export interface Alert {
  /** Of what it is, so that it is the same one as long as that lasts: `budget:daily:over`. */
  readonly id: string;
  /** `urgent`: calls fail, or will at once. `soon`: they will before long. `note`: nothing fails, something is not known. */
  readonly level: 'urgent' | 'soon' | 'note';
  readonly what: string;
  readonly why: string;
  readonly todo: string;
}

/** A call as `GET /calls` lists it. */
export interface ListedCall {
  /** Epoch ms. */
  readonly at: number;
  readonly provider: string;
  readonly model: string | null;
  readonly outcome: string;
  readonly certainty: string;
  readonly cause?: string;
}

/** What is looked at. */
export interface Watched {
  readonly status: ShownStatus;
  /** The newest first. */
  readonly calls: readonly ListedCall[];
  /** Epoch ms. */
  readonly now: number;
}

/** From here on a budget is near its end, %. */
const NEAR = 80;
/** So many refusals one after the other are a run. */
const RUN_MIN = 3;
const DAY_MS = 86_400_000;

/** What is wrong now, the urgent first. Whoever tells of it elsewhere asks this, and keeps what it told by `id`. */
export function findAlerts(watched: Watched): readonly Alert[] {
  const found = [budgetAlerts, balanceAlerts, refusalAlerts, unknownAlerts].flatMap((find) => find(watched));
  const order = ['urgent', 'soon', 'note'];
  return found.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

function budgetAlerts({ status }: Watched): readonly Alert[] {
  return status.budgets.flatMap((budget): readonly Alert[] => {
    const { id, spent, held, left, limitNow, unit, per, hard } = budget;
    const limit = Number(limitNow);
    if (spent === undefined || held === undefined || left === undefined || limit <= 0) return [];
    const used = Math.floor(((Number(spent) + Number(held)) / limit) * 100);
    if (used < NEAR) return [];
    const raise = `tollkeeper budgets raise ${id} --by … --for 2h`;
    if (Number(left) > 0) {
      const why = `${showAmount(left, unit)} of ${showAmount(limitNow, unit)} a ${per} ${hard ? 'are left; it is hard: then calls stop' : 'are left; it is soft'}.`;
      return [
        {
          id: `budget:${id}:near`,
          level: hard ? 'soon' : 'note',
          what: `Budget ${id} is at ${used} %.`,
          why,
          todo: `Wait for its next ${per}, or: ${raise}`,
        },
      ];
    }
    const why = hard ? 'It is hard: its calls are stopped with 402.' : 'It is soft: its calls go on, with a warning.';
    return [
      {
        id: `budget:${id}:over`,
        level: hard ? 'urgent' : 'note',
        what: `Budget ${id} is used up.`,
        why,
        todo: `Wait for its next ${per}, or: ${raise}`,
      },
    ];
  });
}

function balanceAlerts({ status }: Watched): readonly Alert[] {
  return status.balances.flatMap(({ account, name, usable, unit }) => {
    if (usable === null || Number(usable) > 0) return [];
    const why = `The last reading, less what was spent since, is ${showAmount(usable, unit)}.`;
    const what = `Account ${name ?? account} is empty.`;
    return [
      {
        id: `account:${account}:${unit}:empty`,
        level: 'urgent',
        what,
        why,
        todo: 'Recharge it at its provider, then ask for the balance again: tollkeeper balance',
      },
    ];
  });
}

/** The newest calls at a provider, as far back as it refused all of them for money. */
function refusalAlerts({ calls, now }: Watched): readonly Alert[] {
  const ofToday = calls.filter(({ at }) => at > now - DAY_MS);
  return [...new Set(ofToday.map(({ provider }) => provider))].flatMap((provider) => {
    const own = ofToday.filter((call) => call.provider === provider);
    const end = own.findIndex(({ outcome }) => outcome !== 'refusal');
    const run = end < 0 ? own : own.slice(0, end);
    if (run.length < RUN_MIN) return [];
    const cause = run[0]?.cause ?? 'unsure';
    const why = `It said no to the last ${run.length} calls (${cause.replaceAll('_', ' ')}).`;
    return [
      {
        id: `provider:${provider}:refusals`,
        level: 'urgent',
        what: `${provider} refuses calls.`,
        why,
        todo: 'See what it says, and what helps: tollkeeper calls; tollkeeper explain',
      },
    ];
  });
}

function unknownAlerts({ calls, now }: Watched): readonly Alert[] {
  const lost = calls.filter(
    ({ at, certainty, outcome }) => at > now - DAY_MS && certainty === 'unknown' && outcome === 'cut',
  );
  if (lost.length === 0) return [];
  const what = lost.length === 1 ? 'Nobody saw how a call ended.' : `Nobody saw how ${lost.length} calls ended.`;
  const why =
    'The companion was killed, or the line was cut, in the last 24 hours; budgets count them at what was held.';
  return [
    {
      id: 'calls:unknown-ends',
      level: 'note',
      what,
      why,
      todo: "Compare with the provider's own list: tollkeeper calls",
    },
  ];
}
