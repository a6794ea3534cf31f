import { createRandom, type SeededRandom } from '../../companion/sandbox/random.ts';
import type { Draft, Outcome } from '../../lib/domain/call.ts';
import { type ReviewRequest, reviewCall, type Verdict } from '../../lib/engine/review-call.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { ACCOUNT, type LedgerHost } from '../../test/engine/ledger-host.ts';
import { openMemoryHost } from '../../test/engine/memory-host.ts';
import type { Kind } from './kinds.ts';
import { type Event, type PlannedCall, planMonth } from './month.ts';
import { emptyScore, type Score } from './score.ts';
import { documentedNano, openWorld, type Refused, type World } from './world.ts';

const START = 1_795_262_400_000;
const FRESH_MS = 5 * 60_000;
const UNIT = 1_000_000_000n;
const KEY = 'a'.repeat(64);

/** What is known of one month while it is played. */
interface Play {
  readonly kind: Kind;
  readonly world: World;
  readonly host: LedgerHost;
  readonly random: SeededRandom;
  readonly score: Score;
  readonly running: Running[];
  /** For what could have been known: the last reading, and what this browser's own calls took since. */
  read: { at: number; nano: bigint; spentNano: bigint } | null;
  calls: number;
}

interface Running {
  readonly callId: string;
  readonly call: PlannedCall;
  readonly draft: Draft;
  readonly asideNano: bigint;
  readonly endsAt: number;
}

/** Plays one month of one kind of account through the engine, and counts. */
export async function playMonth(kind: Kind, seed: number): Promise<Score> {
  const random = createRandom(seed);
  const host = await openMemoryHost(START);
  await host.addAccount();
  const world = openWorld(kind.rules, BigInt(kind.rechargeUnits) * UNIT, START);
  const play: Play = { kind, world, host, random, score: emptyScore(), running: [], read: null, calls: 0 };
  await openConsole(play);
  for (const event of planMonth(kind, createRandom(seed + 1), START)) {
    await endUntil(play, event.at);
    host.now = Math.max(host.now, event.at);
    await happen(play, event);
  }
  await endUntil(play, Number.MAX_SAFE_INTEGER);
  return play.score;
}

async function happen(play: Play, event: Event): Promise<void> {
  switch (event.kind) {
    case 'console':
      return openConsole(play);
    case 'elsewhere':
      return play.world.spendElsewhere(event.nano, play.host.now);
    case 'call':
      return makeCall(play, event.call);
  }
}

/** The console says what there is, and what its keys may still spend. */
async function openConsole(play: Play): Promise<void> {
  const { host, world, kind } = play;
  const nano = world.shown(host.now);
  await host.putReading(ACCOUNT, {
    unit: kind.unit,
    availableNano: nano,
    frozenNano: 0n,
    at: host.now,
    source: 'console',
  });
  await host.addKey(KEY, ACCOUNT, {
    name: 'dev-1',
    billing: kind.unit === 'USD' ? 'per-token' : null,
    limitNano: world.key()?.limitNano ?? null,
    usedNano: world.key()?.usedNano ?? null,
    unit: kind.unit,
  });
  play.read = { at: host.now, nano, spentNano: 0n };
}

async function makeCall(play: Play, call: PlannedCall): Promise<void> {
  const { score, host } = play;
  play.calls += 1;
  score.calls += 1;
  const callId = `call-${play.calls}`;
  const draft = draftOf(call, play.random);
  const verdict = await reviewAsABridge(play, requestOf(callId, draft, call), call);
  const refused = play.world.judge(call);
  if (verdict.kind === 'ask' && verdict.cause === 'own-limit') score.costCards += 1;
  if (verdict.kind !== 'ask' || verdict.cause === 'own-limit')
    return send(play, { callId, call, draft, isHeld: verdict.kind === 'ask' });
  score.held += 1;
  if (refused === null) score.falseAsks += 1;
  else score.prevented += 1;
  const choice = play.random.next();
  if (choice < 0.25) return send(play, { callId, call, draft, isHeld: true });
  await settleCall({ ...requestOf(callId, draft, call), outcome: { kind: 'unsent' } }, host.ports);
  if (choice < 0.85) await recharge(play, refused);
}

/** Read again first, where the page can; then asked again. */
async function reviewAsABridge(play: Play, request: ReviewRequest, call: PlannedCall): Promise<Verdict> {
  const verdict = await reviewCall({ ...request, canRead: call.isOnConsole }, play.host.ports);
  if (verdict.kind !== 'read') return verdict;
  await openConsole(play);
  play.host.now += 1;
  return reviewCall(request, play.host.ports);
}

interface Leaving {
  readonly callId: string;
  readonly call: PlannedCall;
  readonly draft: Draft;
  readonly isHeld: boolean;
}

async function send(play: Play, { callId, call, draft, isHeld }: Leaving): Promise<void> {
  const { host, world, score, running } = play;
  if (isHeld) await leave(host, callId);
  const refused = world.judge(call);
  if (refused === null) {
    running.push({ callId, call, draft, asideNano: world.begin(call), endsAt: host.now + call.runsMs });
    return;
  }
  if (!isHeld) {
    score.unannounced += 1;
    if (isKnowable(play, asCounted(call, draft), refused)) score.knowable += 1;
    else score.unknowable[reasonOf(play, call)] += 1;
  }
  host.now += 200;
  await settleCall({ ...requestOf(callId, draft, call), outcome: refusalOf(refused) }, host.ports);
  if (call.isUserStarted && play.random.next() < 0.7) await recharge(play, refused);
}

/** The least that whoever counts in the page can be sure of. */
function asCounted(call: PlannedCall, { inputTokens }: Draft): PlannedCall {
  return { ...call, inputTokens: inputTokens?.low ?? call.inputTokens };
}

/** Whoever reads the price list, and the balance where it can be read, would have said so. */
function isKnowable(play: Play, call: PlannedCall, refused: Refused): boolean {
  if (!call.isUserStarted || refused === 'key-limit') return call.isUserStarted && isKeyKnown(play, call);
  const { read, host, world } = play;
  const isFresh = read !== null && host.now - read.at <= FRESH_MS;
  if (!isFresh && !call.isOnConsole) return false;
  const nano = isFresh && read ? read.nano - read.spentNano : world.shown(host.now);
  return nano < documentedNano(call);
}

/** A key's use is known as it was read, and only so long. */
function isKeyKnown({ read, world, host }: Play, call: PlannedCall): boolean {
  const key = world.key();
  if (read === null || key === null || host.now - read.at > FRESH_MS) return false;
  return key.limitNano - key.usedNano < documentedNano(call);
}

function reasonOf(play: Play, call: PlannedCall): keyof Score['unknowable'] {
  if (!call.isUserStarted) return 'background';
  const isFresh = play.read !== null && play.host.now - play.read.at <= FRESH_MS;
  return isFresh || call.isOnConsole ? 'rule' : 'balance';
}

async function recharge(play: Play, refused: Refused | null): Promise<void> {
  const { world, host, kind } = play;
  await host.noteRecharge(ACCOUNT);
  host.now += 60_000;
  // Some only look, and come back without having paid.
  if (play.random.next() < 0.1) return;
  if (refused === 'key-limit') world.raiseKey();
  else world.add(BigInt(kind.rechargeUnits) * UNIT, host.now);
  await openConsole(play);
}

/** Ends what ends before an instant, in order. */
async function endUntil(play: Play, at: number): Promise<void> {
  const { running, host, world } = play;
  for (;;) {
    const next = running.reduce<Running | null>((a, b) => (a === null || b.endsAt < a.endsAt ? b : a), null);
    if (next === null || next.endsAt > at) return;
    running.splice(running.indexOf(next), 1);
    host.now = Math.max(host.now, next.endsAt);
    const { callId, call, draft, asideNano } = next;
    const before = world.available() + asideNano;
    const output = world.end(call, asideNano, host.now);
    if (play.read) play.read.spentNano += before - world.available();
    await settleCall({ ...requestOf(callId, draft, call), outcome: answerOf(call, output) }, host.ports);
  }
}

function answerOf(call: PlannedCall, output: number): Outcome {
  if (call.records > 0) return { kind: 'answer', usage: null, cost: String(call.records * 18), output: null };
  return {
    kind: 'answer',
    usage: { 'input-tokens': call.inputTokens, 'output-tokens': output },
    cost: null,
    output: null,
  };
}

function refusalOf(refused: Refused): Outcome {
  const says = refused === 'key-limit' ? 'key-limit' : 'money';
  const nothing = { availableNano: null, neededNano: null, unit: null, retryAfterMs: null, providerRequestId: null };
  return { kind: 'refusal', refusal: { says, status: 402, code: null, ...nothing, hasAnswerBegun: false } };
}

/** As our counter counts: near the truth, the truth within its bounds in 99 of 100. */
function draftOf(call: PlannedCall, random: SeededRandom): Draft {
  const rest = { answers: 1, isStream: true } as const;
  if (call.records > 0) {
    const units = { meter: 'records', count: call.records } as const;
    return {
      ...rest,
      wire: 'metered',
      model: null,
      inputTokens: null,
      outputTokensMax: null,
      units,
      revisable: ['batch'],
    };
  }
  const likely = Math.round(call.inputTokens * (0.96 + random.next() * 0.08));
  const slack = random.next() < 0.01 ? 0.01 : 0.09;
  const inputTokens = { low: Math.floor(likely * (1 - slack)), likely, high: Math.ceil(likely * (1 + slack)) };
  const { model, outputMax: outputTokensMax } = call;
  return {
    ...rest,
    wire: 'openai-chat',
    model,
    inputTokens,
    outputTokensMax,
    units: null,
    revisable: ['output-max', 'model'],
  };
}

function requestOf(callId: string, draft: Draft, { isUserStarted }: PlannedCall): ReviewRequest {
  return {
    ...{
      callId,
      requestId: callId,
      documentId: 'document',
      provider: 'sandbox',
      fingerprint: KEY,
      draft,
      isUserStarted,
    },
    surface: draft.units ? 'sandbox/enrich' : 'sandbox/chat',
    origin: 'http://127.0.0.1:4118',
    canRead: false,
    waiting: [],
  };
}

/** A held call is sent although the card advised against it. */
async function leave(host: LedgerHost, callId: string): Promise<void> {
  await host.ports.transact(async (ledger) => {
    const row = await ledger.findOpenCall(callId);
    if (row) await ledger.putOpenCall({ ...row, isSent: true });
  });
}
