import { createHash } from 'node:crypto';
import type { AccountRow } from '../../lib/ledger/rows.ts';
import type { Alert } from '../../lib/watch/alert-state.ts';
import { type Decision, decideAlerts } from '../../lib/watch/decide-alerts.ts';
import type { Holds } from '../ledger/holds.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import { openWatchTables, type WatchTables } from '../ledger/watch-tables.ts';
import { readAlerts, readProgress, retireAlerts, saveAlerts, saveProgress } from './alert-store.ts';
import type { Finder, FinderFound, FinderInput } from './finder.ts';
import type { AlertChannels } from './outbox.ts';
import { resolveConditions, resolveSubjects } from './resolve-subjects.ts';
import { type AlertSettings, peopleOf, readSettings } from './settings.ts';
import { writeNotice } from './write-notice.ts';

/** What the desk works with. */
export interface AlertDeskOptions extends AlertChannels {
  readonly store: LedgerStore;
  readonly holds: Pick<Holds, 'budgets' | 'usage'>;
  readonly finders: readonly Finder[];
  /** IANA name. */
  readonly zone: string;
  /** Epoch ms. */
  readonly now: () => number;
  /** Where all alerts are shown; null: nothing serves them yet. */
  readonly page: () => string | null;
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** Looks for what is wrong, and has somebody told. */
export interface AlertDesk {
  /** Looks now. Two looks of one desk never overlap: who asks during one gets the next. Rejects where the ledger does not answer. */
  readonly look: () => Promise<void>;
  /** Looks soon: something has changed. */
  readonly hear: () => void;
  readonly stop: () => Promise<void>;
}

/** Without news it is looked so often, ms. */
const LOOK_MS = 60_000;
/** After news so much later, ms: many calls, one look. */
const SOON_MS = 3000;
/** Between two looks after news, ms: each reads what a busy ledger has better things to do than. */
const GAP_MS = 15_000;

/** Opens a desk that looks every minute, and soon after news. */
export function openAlertDesk(options: AlertDeskOptions): AlertDesk {
  const { onTrouble } = options;
  let last: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | null = null;
  let soon: NodeJS.Timeout | null = null;
  let isStopped = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  const look = (): Promise<void> => {
    if (waiting !== null) return waiting;
    const next = last.then(() => {
      waiting = null;
      lookedAt = performance.now();
      return isStopped ? undefined : lookOnce(options);
    });
    waiting = next;
    last = next.catch(() => undefined);
    return next;
  };
  const tell = (): void =>
    void look().catch((error: unknown) => isStopped || onTrouble('alerts were not found', error));
  const timer = setInterval(tell, LOOK_MS);
  timer.unref();
  return {
    look,
    hear() {
      if (soon !== null || isStopped) return;
      soon = setTimeout(
        () => {
          soon = null;
          tell();
        },
        Math.max(SOON_MS, lookedAt + GAP_MS - performance.now()),
      );
      soon.unref();
    },
    async stop() {
      isStopped = true;
      clearInterval(timer);
      if (soon !== null) clearTimeout(soon);
      await last;
    },
  };
}

async function lookOnce(options: AlertDeskOptions): Promise<void> {
  const { store, holds, zone } = options;
  const now = options.now();
  const known = await store.transactBelow(async ({ tx, ledger, tables: { accounts } }) => {
    const tables = openWatchTables(tx, ledger);
    const rows = await accounts.toArray();
    return {
      rows,
      settings: resolveSubjects(await readSettings(tables), rows),
      alerts: await readAlerts(tables),
    };
  });
  const open = new Set(known.alerts.filter(({ overAt }) => overAt === null).map(({ condition }) => condition.key));
  const input: FinderInput = { holds, store, now, zone, settings: known.settings, isOpen: (key) => open.has(key) };
  const all = await findAll(options, input);
  const found = { ...all, conditions: resolveConditions(all.conditions, known.rows) };
  // What is so was found before; who is told of it is decided, written and handed over at once, or not at all. Of two companions
  // that do so together one begins anew, and finds that everybody was told.
  const channels = await options.channels();
  const payers = options.payers?.() ?? [];
  await inWatchTables(store, (tables) =>
    decide(tables, found, { options, settings: known.settings, rows: known.rows, channels, payers, now }),
  );
}

interface FoundAll extends Required<FinderFound> {
  readonly blind: ReadonlySet<string>;
}

async function findAll({ finders, onTrouble }: AlertDeskOptions, input: FinderInput): Promise<FoundAll> {
  const conditions = [];
  const unsure: string[] = [];
  const blind = new Set<string>();
  for (const finder of finders) {
    try {
      const found = await finder.find(input);
      conditions.push(...found.conditions);
      unsure.push(...(found.unsure ?? []));
    } catch (error) {
      for (const kind of finder.kinds) blind.add(kind);
      onTrouble(`it could not be looked for ${finder.kinds.join(', ')}`, error);
    }
  }
  return { conditions, unsure, blind };
}

interface Deciding {
  readonly options: AlertDeskOptions;
  readonly settings: AlertSettings;
  readonly rows: readonly AccountRow[];
  readonly channels: readonly string[];
  readonly payers: readonly string[];
  readonly now: number;
}

async function decide(
  tables: WatchTables,
  found: FoundAll,
  { options, settings, rows, channels, payers, now }: Deciding,
): Promise<Decision> {
  const alerts = await readAlerts(tables);
  const progress = await readProgress(tables);
  const unsure = new Set(found.unsure);
  const decision = decideAlerts({
    ...{ conditions: found.conditions, alerts, now, ...progress },
    isUnsure: (key, kind) => unsure.has(key) || found.blind.has(kind),
    people: peopleOf(settings, { channels, payers, zone: options.zone }),
    newId: (key) => newId(key, now, alerts),
  });
  await retireAlerts(tables, alerts, now);
  await saveAlerts(tables, decision.alerts, alerts);
  await saveProgress(tables, { lookedAt: now, digests: decision.digests });
  const items = decision.tellings.flatMap((telling) => {
    const notice = writeNotice(telling, { rows, now, all: decision.alerts, page: options.page() });
    return telling.contact.channels.map((channel) => ({ notice, channel }));
  });
  if (items.length > 0) await options.outbox.enqueue(tables, items, now);
  return decision;
}

/** Short enough to be typed. */
function newId(key: string, now: number, alerts: readonly Alert[]): string {
  const hash = createHash('sha256').update(`${key} ${now} ${alerts.length}`).digest('hex');
  return `a${hash.slice(0, 11)}`;
}
