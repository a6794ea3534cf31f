import { ACCEPTED_MAX, type Accepted, doubtOvertaken, withoutDisproved } from '../../lib/domain/accepted.ts';
import { type BalanceReading, balanceNow, isRise } from '../../lib/domain/balance.ts';
import type { Meter } from '../../lib/domain/call.ts';
import type { KeyFacts } from '../../lib/domain/facts.ts';
import { type FreeUse, freeName, periodOf } from '../../lib/domain/free-quantity.ts';
import { BILLED_MAX, type BilledSample } from '../../lib/domain/learn-price.ts';
import type { CountHabit } from '../../lib/domain/learn-vocabulary.ts';
import type { OpenCall } from '../../lib/domain/open-call.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import type { KnownGroup } from '../../lib/engine/forecast-output.ts';
import type {
  AccountContext,
  CallContext,
  ContextQuery,
  FreeQuery,
  Learned,
  SettleLedger,
  SettlePorts,
} from '../../lib/engine/ports.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { CONSOLE, type LedgerHost, type Sums } from './ledger-host.ts';

/** As many as the extension keeps. */
const HABIT_VALUES_MAX = 64;

interface Account {
  readonly readings: Map<string, { reading: BalanceReading; spentSinceNano: bigint }>;
  readonly costs: { readonly unit: string; readonly nano: bigint }[];
  falseAsks: number;
  readonly judgedCards: Set<string>;
  rechargeAt: number | null;
}

interface Store {
  readonly accounts: Map<string, Account>;
  readonly keys: Map<string, { readonly account: string; facts: KeyFacts; readonly readAt: number }>;
  readonly accepted: Map<string, readonly Accepted[]>;
  readonly billed: Map<string, readonly BilledSample[]>;
  readonly counting: Map<string, CountHabit>;
  readonly openCalls: Map<string, OpenCall>;
  readonly records: Map<string, CallRecord>;
  readonly lengths: Map<string, KnownGroup>;
}

/** The smallest ledger that keeps the promises of `lib/engine/ports.ts`; one transaction after the other. */
export async function openMemoryHost(startAt: number): Promise<LedgerHost> {
  const store: Store = {
    accounts: new Map(),
    keys: new Map(),
    openCalls: new Map(),
    records: new Map(),
    lengths: new Map(),
    accepted: new Map(),
    billed: new Map(),
    counting: new Map(),
  };
  const ledger = openLedger(store);
  const nothing = async (): Promise<void> => {};
  const writes = { putOpenCall: nothing, append: nothing, replaceLost: nothing, closeOpenCall: nothing };
  const readOnly = { ...ledger, ...writes, putReading: nothing };
  let tail: Promise<unknown> = Promise.resolve();
  const portsOver = (open: SettleLedger): SettlePorts => ({
    now: () => host.now,
    dayOf: (at) => new Date(at).toISOString().slice(0, 10),
    transact: (work) => {
      const turn = tail.then(() => work(open));
      tail = turn.catch(() => null);
      return turn;
    },
  });
  const host: LedgerHost = {
    now: startAt,
    ports: portsOver(ledger),
    privatePorts: portsOver(readOnly),
    addAccount: async (id = 'sandbox:acc_1') => {
      store.accounts.set(id, {
        readings: new Map(),
        costs: [],
        falseAsks: 0,
        rechargeAt: null,
        judgedCards: new Set(),
      });
    },
    addKey: async (fingerprint, account, facts) => {
      store.keys.set(fingerprint, { account, facts, readAt: host.now });
    },
    noteRecharge: async (id) => {
      const account = store.accounts.get(id);
      if (account) account.rechargeAt = host.now;
    },
    putReading: (account, reading) => ledger.putReading(account, reading),
    openCalls: async () => [...store.openCalls.values()],
    records: async () => [...store.records.values()],
    sumsOf: async (unit) => sumUp([...store.records.values()].filter((record) => (record.cost?.unit ?? '') === unit)),
    close: nothing,
  };
  return host;
}

function openLedger(store: Store): SettleLedger {
  return {
    readContext: async (query) => readContext(store, query),
    findRecord: async (callId) => store.records.get(callId) ?? null,
    findOpenCall: async (callId) => store.openCalls.get(callId) ?? null,
    putOpenCall: async (call) => void store.openCalls.set(call.callId, call),
    countFreeUse: async (query) => countFreeUse(store, query),
    closeOpenCall: async (callId) => void store.openCalls.delete(callId),
    findJob: async (provider, id) =>
      [...store.openCalls.values()].find((call) => call.provider === provider && call.job?.includes(id)) ?? null,
    append: async (record, learned) => {
      if (store.records.has(record.callId)) throw new Error(`[memory] ${record.callId} is booked already`);
      store.openCalls.delete(record.callId);
      keep(store, record, learned);
    },
    replaceLost: async (lost, record, learned) => {
      if (store.records.get(lost.callId) !== lost) throw new Error(`[memory] ${lost.callId} is no such record`);
      store.openCalls.delete(record.callId);
      keep(store, record, learned);
    },
    putReading: async (account, reading) => {
      const readings = store.accounts.get(account)?.readings;
      const known = readings?.get(reading.unit)?.reading;
      if (known && known.at > reading.at) return;
      const row = store.accounts.get(account);
      if (row && known) noteArrival(store, { account, row, known, next: reading });
      const frozenNano = reading.frozenNano ?? known?.frozenNano ?? null;
      readings?.set(reading.unit, { reading: { ...reading, frozenNano }, spentSinceNano: 0n });
    },
  };
}

function noteArrival(
  store: Store,
  given: {
    readonly account: string;
    readonly row: Account;
    readonly known: BalanceReading;
    readonly next: BalanceReading;
  },
): void {
  const { account, row, known, next } = given;
  const { usableNano } = balanceNow(known, row.readings.get(next.unit)?.spentSinceNano ?? 0n, 0n);
  const before = { unit: known.unit, at: known.at, usableNano };
  if (isRise(known.availableNano, next.availableNano)) row.rechargeAt = null;
  for (const [id, all] of store.accepted) {
    if (id.startsWith(`${account} `)) store.accepted.set(id, doubtOvertaken(all, before, next.availableNano));
  }
}

function readContext(store: Store, query: ContextQuery): CallContext {
  const key = keyOf(store, query);
  const linked = key && store.accounts.has(key.account) ? key.account : undefined;
  const all = [...store.accounts.keys()].filter((id) => id.startsWith(`${query.provider}:`));
  const id = linked ?? (all.length === 1 ? all[0] : undefined);
  const account = id === undefined ? undefined : store.accounts.get(id);
  return {
    account: account && id !== undefined ? describe(store, { id, account, isAssumed: !linked, query, key }) : null,
    lengths: (query.groups ?? []).flatMap((group): readonly KnownGroup[] => {
      const learned = store.lengths.get(`${query.provider} ${group}`);
      return learned ? [learned] : [];
    }),
    accepted: store.accepted.get(`${id} ${query.model}`) ?? [],
    billed: store.billed.get(`${id} ${query.model}`) ?? [],
    counting: store.counting.get(`${id} ${query.model}`) ?? null,
    used: usedBy(store, id ?? null),
  };
}

/** Out of the calls themselves, each time; those that were booked before anything was free count, too. */
function countFreeUse({ records }: Store, query: Omit<FreeQuery, 'at' | 'callId'>): readonly FreeUse[] {
  return query.free.map((one) => {
    const [name, period] = [freeName(one, query.model), periodOf(one.per, query.day)];
    const isOfPool = ({ pricedBy }: CallRecord): boolean =>
      one.pool !== undefined && pricedBy?.free?.some(({ pool }) => pool === one.pool) === true;
    const all = [...records.values()].filter(
      (record) =>
        record.provider === query.provider &&
        record.account === query.account &&
        periodOf(one.per, record.day) === period &&
        (record.model === query.model || isOfPool(record)),
    );
    const sumOf = (meter: Meter): number =>
      all.reduce((sum, { freeUse, usage }) => sum + (freeUse?.[meter] ?? usage?.[meter] ?? 0), 0);
    return { name, per: one.per, period, counts: Object.fromEntries(one.meters.map((meter) => [meter, sumOf(meter)])) };
  });
}

/** Once for each period, and model or pool. */
function usedBy(store: Store, account: string | null): readonly FreeUse[] {
  const uses = [...store.records.values()]
    .filter((record) => record.account === account)
    .flatMap(({ provider, pricedBy, model, day }) =>
      countFreeUse(store, { provider, account, model, day, free: pricedBy?.free ?? [] }),
    );
  return [...new Map(uses.map((use) => [`${use.name} ${use.per} ${use.period}`, use])).values()];
}

function describe(
  store: Store,
  given: {
    readonly id: string;
    readonly account: Account;
    readonly isAssumed: boolean;
    readonly query: ContextQuery;
    readonly key: { readonly facts: KeyFacts; readonly readAt: number } | undefined;
  },
): AccountContext {
  const { id, account, isAssumed, query, key } = given;
  const isContained = findProvider(query.provider)?.isReserveInReading === true;
  const open = [...store.openCalls.values()].filter(
    (call) => call.account === id && call.isSent && call.callId !== query.callId,
  );
  const balances = [...account.readings.values()].map(({ reading, spentSinceNano }) => {
    const beside = open.filter(
      (call) => call.estimate?.unit === reading.unit && !(isContained && call.openedAt <= reading.at),
    );
    const openNano = beside.reduce((sum, call) => sum + (call.estimate?.reserveNano ?? 0n), 0n);
    return { reading, spentSinceNano, openNano };
  });
  return {
    id,
    isAssumed,
    consoleOrigin: CONSOLE,
    balances,
    key: key?.facts ?? null,
    keyReadAt: key?.readAt ?? null,
    costs: account.costs,
    ownLimits: {},
    rechargeAt: account.rechargeAt,
    falseAsks: account.falseAsks,
  };
}

/** The key under its own mark, or under that of what its list shows of it. */
function keyOf(
  { keys }: Store,
  { fingerprint, masked = null }: Pick<ContextQuery, 'fingerprint' | 'masked'>,
): { readonly account: string; facts: KeyFacts; readonly readAt: number } | undefined {
  return keys.get(fingerprint ?? '') ?? keys.get(masked ?? '');
}

function keep(store: Store, record: CallRecord, learned: Learned): void {
  store.records.set(record.callId, record);
  const account = record.account === null ? undefined : store.accounts.get(record.account);
  const row = record.cost && account?.readings.get(record.cost.unit);
  if (row) row.spentSinceNano += learned.spentSinceNano;
  if (row && learned.blursReading) row.reading = { ...row.reading, isBlurred: true };
  if (record.outcome === 'answer' && record.cost) {
    account?.costs.push({ unit: record.cost.unit, nano: record.cost.likelyNano });
    account?.costs.splice(0, Math.max(0, account.costs.length - HABIT_VALUES_MAX));
  }
  if (account) countFalseAsk(account, learned);
  const { accepted, refusedAt, billing, billed, counting } = learned;
  if (record.account !== null && counting !== null)
    store.counting.set(`${record.paidBy ?? record.account} ${record.model}`, counting);
  if (record.account !== null && billed !== null) {
    const id = `${record.account} ${record.model}`;
    store.billed.set(id, [...(store.billed.get(id) ?? []), billed].slice(-BILLED_MAX));
  }
  if (record.account !== null && (accepted || refusedAt)) {
    const id = `${record.account} ${record.model}`;
    const known = store.accepted.get(id) ?? [];
    const left = refusedAt ? withoutDisproved(known, refusedAt) : known;
    store.accepted.set(id, accepted ? [...left, accepted].slice(-ACCEPTED_MAX) : left);
  }
  const key = keyOf(store, record);
  const { cost } = record;
  if (key?.facts.usedNano != null && cost !== null && cost.unit === key.facts.unit) {
    key.facts = { ...key.facts, usedNano: key.facts.usedNano + cost.likelyNano };
  }
  if (key && record.model !== null && billing !== null) {
    const others = (key.facts.refused ?? []).filter(({ model }) => model !== record.model);
    const { model, settledAt: at } = record;
    key.facts = { ...key.facts, refused: billing === 'refused' ? [...others, { model, at }] : others };
  }
  for (const group of learned.lengths) store.lengths.set(`${record.provider} ${group.name}`, group);
}

/** One over several calls is one card, and right if one of them was refused. */
function countFalseAsk(account: Account, { wasFalseAsk, card }: Learned): void {
  if (wasFalseAsk === null) return;
  const isJudged = card !== null && account.judgedCards.has(card);
  if (card !== null) account.judgedCards.add(card);
  if (!wasFalseAsk) account.falseAsks = 0;
  else if (!isJudged) account.falseAsks += 1;
}

function sumUp(records: readonly CallRecord[]): Sums {
  const known = records.filter((record) => record.cost !== null && record.certainty !== 'unknown');
  return {
    calls: records.length,
    refusals: records.filter((record) => record.outcome === 'refusal').length,
    likelyNano: known.reduce((sum, record) => sum + (record.cost?.likelyNano ?? 0n), 0n),
    unknownCalls: records.length - known.length,
  };
}
