import { type Exchange, pause, readHeader, readNumberHeader, sendError, sendJson, sendText } from './http.ts';
import { writeRefusal } from './refusal-body.ts';
import { findRefusal, type Order } from './refusal-cause.ts';
import { type RefusalCause, readRefusalShape, readScenario, refusalCauses, type ScenarioName } from './vocabulary.ts';
import { availableNano, type Charge, reserve } from './wallet.ts';
import type { SandboxAccount, SandboxKey } from './world.ts';

/** Who calls. */
export interface Caller {
  readonly account: SandboxAccount;
  readonly key: SandboxKey;
}

const delayMsMax = 600_000;
const slowDelayMs = 4000;

/** The caller by API key; `null` when the client has been told that the key is missing or wrong. */
export function authorize(exchange: Exchange): Caller | null {
  const token = /^Bearer\s+(\S+)$/i.exec(readHeader(exchange, 'authorization') ?? '')?.[1];
  if (token === undefined) {
    const message = "You didn't provide an API key. Send it in an Authorization header: Bearer YOUR_KEY.";
    sendError(exchange, 401, { message });
    return null;
  }
  const key = exchange.world.keys.find((candidate) => candidate.key === token);
  const account = exchange.world.accounts.find((candidate) => candidate.id === key?.accountId);
  if (key === undefined || account === undefined) {
    const message = `Incorrect API key provided: ${token.slice(0, 7)}****. Find your keys in the console.`;
    sendError(exchange, 401, { message, code: 'invalid_api_key' });
    return null;
  }
  exchange.entry.keyId = key.id;
  return { account, key };
}

/** Refuses what is too fast and plays the scenarios of a broken service. `true`: the client has been answered. */
export function turnAway(exchange: Exchange, caller: Caller): boolean {
  const scenario = readCallScenario(exchange);
  exchange.entry.scenario = scenario;
  if (scenario === 'html-error') {
    sendText(exchange, 502, htmlError, { 'content-type': 'text/html; charset=utf-8' });
    return true;
  }
  if (scenario === 'rate-limited' || isTooFast(exchange, caller.key)) {
    refuse(exchange, 'rate-limited', { ...caller, unit: 'USD', amountNano: 0n, billing: 'any' });
    return true;
  }
  return false;
}

/** Sets the order's sum aside; `null`: refused, and the client has been told why, or in how few words it pleases. */
export function admit(exchange: Exchange, order: Order): Charge | null {
  const cause = forcedRefusal(exchange) ?? findRefusal(exchange.world, order);
  if (cause !== null) {
    refuse(exchange, cause, order);
    return null;
  }
  const charge = reserve(exchange.world, order);
  exchange.entry.unit = order.unit;
  exchange.entry.reservedNano = charge.reservedNano;
  return charge;
}

/** The refusal for this request in the shape in force (header or switch). */
export function writeRefusalFor(exchange: Exchange, cause: RefusalCause, order: Order) {
  const shape = readRefusalShape(readHeader(exchange, 'x-sandbox-refusal-shape')) ?? exchange.world.refusalShape;
  const available = availableNano(order.account.wallets[order.unit]);
  const { coat } = exchange.world;
  // A shortage that was only asked for by a header must not contradict itself where amounts are stated.
  const isShortage = cause === 'depleted' || cause === 'frozen' || cause === 'not-enough';
  const availableShown = isShortage && available >= order.amountNano ? 0n : available;
  const facts = {
    cause,
    unit: order.unit,
    availableNano: availableShown,
    needNano: order.amountNano,
    requestId: exchange.entry.requestId,
  };
  return coat === null ? writeRefusal(exchange.world, shape, facts) : coat.refuse(exchange, facts);
}

/** Waits before the first byte, as told by header, scenario or rule. */
export async function delayAnswer(exchange: Exchange): Promise<void> {
  const ruled = exchange.entry.scenario === 'slow' ? slowDelayMs : exchange.world.rules.delayMs;
  await pause(readNumberHeader(exchange, 'x-sandbox-delay-ms', delayMsMax) ?? ruled, exchange.gone);
}

function refuse(exchange: Exchange, cause: RefusalCause, order: Order): void {
  exchange.entry.refusal = cause;
  exchange.entry.chargedNano = 0n;
  const { status, body, headers } = writeRefusalFor(exchange, cause, order);
  sendJson(exchange, status, body, headers);
}

function readCallScenario(exchange: Exchange): ScenarioName {
  return (
    readScenario(readHeader(exchange, 'x-sandbox-scenario'), exchange.world.coat !== null) ?? exchange.world.scenario
  );
}

// The switch on the console changes the world, which then refuses by itself; only a header, or a supplier that is
// out of money, refuses whatever the balance says.
function forcedRefusal(exchange: Exchange): RefusalCause | null {
  const { scenario } = exchange.entry;
  if (scenario === 'supplier-empty' || scenario === 'org-limit' || scenario === 'in-flight') return scenario;
  const asked = readScenario(readHeader(exchange, 'x-sandbox-scenario'), exchange.world.coat !== null);
  return refusalCauses.find((cause) => cause === asked) ?? null;
}

function isTooFast(exchange: Exchange, key: SandboxKey): boolean {
  const { world } = exchange;
  if (world.rules.rateLimitPerMinute === null) return false;
  const nowMs = world.clock();
  const recent = (world.callTimesMs.get(key.id) ?? []).filter((atMs) => atMs > nowMs - 60_000);
  const isOver = recent.length >= world.rules.rateLimitPerMinute;
  world.callTimesMs.set(key.id, isOver ? recent : [...recent, nowMs]);
  if (!isOver) stateLimit(exchange, world.rules.rateLimitPerMinute, recent.length + 1);
  return isOver;
}

/** As OpenAI does: the reset is when all calls are free again. */
function stateLimit({ response }: Exchange, limit: number, used: number): void {
  response.setHeader('x-ratelimit-limit-requests', String(limit));
  response.setHeader('x-ratelimit-remaining-requests', String(limit - used));
  response.setHeader('x-ratelimit-reset-requests', `${Math.ceil((used * 60) / limit)}s`);
}

const htmlError = `<!doctype html>
<html>
<head><title>502 Bad Gateway</title></head>
<body>
<center><h1>502 Bad Gateway</h1></center>
<hr><center>nginx</center>
</body>
</html>
`;
