import { authorize } from './admission.ts';
import type { Exchange } from './http.ts';
import { sendError, sendJson } from './http.ts';
import { writeRules } from './rules.ts';
import { formatNano } from './units.ts';
import { refusalShapes, scenariosFor } from './vocabulary.ts';
import { availableNano, shownWallets } from './wallet.ts';
import type { SandboxAccount, SandboxKey, SandboxTransaction, SandboxUnit, SandboxWorld } from './world.ts';

/** The account a console request is about: `?account=`, else the first; `null` after telling there is none. */
export function findAccount(exchange: Exchange, id = exchange.url.searchParams.get('account')): SandboxAccount | null {
  const { accounts } = exchange.world;
  const account = id === null ? accounts[0] : accounts.find((candidate) => candidate.id === id);
  if (account !== undefined) return account;
  sendError(exchange, 404, { message: `There is no account ${id ?? ''}.` });
  return null;
}

/** `GET /console/api/account`: the balances, as a real console loads them. */
export function sendAccount(exchange: Exchange): void {
  const account = findAccount(exchange);
  if (account !== null) sendJson(exchange, 200, writeAccount(exchange.world, account), noStore);
}

/** `GET /v1/balance`: the same of the account that the key is of. */
export function sendBalance(exchange: Exchange): void {
  const caller = authorize(exchange);
  if (caller !== null) sendJson(exchange, 200, writeAccount(exchange.world, caller.account), noStore);
}

/** Balances as decimal strings, with the frozen and the held part apart. */
export function writeAccount(world: SandboxWorld, account: SandboxAccount) {
  return {
    account: { id: account.id, name: account.name },
    balances: shownWallets(world, account)
      .filter(({ unit }) => isShown(world, unit))
      .map((wallet) => ({
        unit: shownUnit(world, wallet.unit),
        total: formatAmount(wallet.unit, wallet.totalNano),
        frozen: formatAmount(wallet.unit, wallet.frozenNano),
        held: formatAmount(wallet.unit, wallet.heldNano + wallet.heldElsewhereNano),
        available: formatAmount(wallet.unit, availableNano(wallet)),
      })),
    at: new Date(world.clock()).toISOString(),
  };
}

/** `GET /console/api/keys`. */
export function sendKeys(exchange: Exchange): void {
  const account = findAccount(exchange);
  if (account !== null) sendJson(exchange, 200, writeKeys(exchange.world, account), noStore);
}

/** The keys of an account with their billing kind, limit and use. */
export function writeKeys(world: SandboxWorld, account: SandboxAccount) {
  return {
    account: account.id,
    keys: world.keys.filter((key) => key.accountId === account.id).map((key) => writeKey(world, key)),
  };
}

/** `GET /console/api/transactions`, newest first. */
export function sendTransactions(exchange: Exchange): void {
  const account = findAccount(exchange);
  if (account === null) return;
  const own = exchange.world.transactions.filter((transaction) => transaction.accountId === account.id);
  sendJson(
    exchange,
    200,
    { account: account.id, transactions: own.reverse().map((one) => writeTransaction(exchange.world, one)) },
    noStore,
  );
}

/** `GET /console/api/requests`: what the server saw, newest first, without any content. */
export function sendRequests(exchange: Exchange): void {
  const requests = exchange.world.requests.toReversed().map(({ body: _body, ...entry }) => ({
    ...entry,
    atMs: undefined,
    at: new Date(entry.atMs).toISOString(),
    reservedNano: entry.reservedNano?.toString() ?? null,
    chargedNano: entry.chargedNano?.toString() ?? null,
  }));
  sendJson(exchange, 200, { requests }, noStore);
}

/** `GET /console/api/scenario`: the switches and what they can be set to. */
export function sendScenario(exchange: Exchange): void {
  const { scenario, refusalShape, rules } = exchange.world;
  const choices = { scenarios: scenariosFor(exchange.world.coat !== null), refusal_shapes: refusalShapes };
  sendJson(exchange, 200, { scenario, refusal_shape: refusalShape, rules: writeRules(rules), ...choices }, noStore);
}

function writeKey(world: SandboxWorld, key: SandboxKey) {
  return {
    id: key.id,
    name: key.name,
    key: key.key,
    billing: key.billing,
    limit: key.limitNano === null ? null : formatNano(key.limitNano, 2),
    used: formatNano(key.usedNano, 2),
    unit: shownUnit(world, 'USD'),
  };
}

function writeTransaction(world: SandboxWorld, transaction: SandboxTransaction) {
  return {
    id: transaction.id,
    at: new Date(transaction.atMs).toISOString(),
    kind: transaction.kind,
    unit: shownUnit(world, transaction.unit),
    amount: formatAmount(transaction.unit, transaction.amountNano),
    key: transaction.keyId,
    model: transaction.model,
    prompt_tokens: transaction.promptTokens,
    completion_tokens: transaction.completionTokens,
    records: transaction.records,
    request_id: transaction.requestId,
  };
}

/** In a coat there is one wallet, counted in what that provider counts in. */
function isShown({ coat }: SandboxWorld, unit: SandboxUnit): boolean {
  return coat === null || unit === 'USD';
}

function shownUnit({ coat }: SandboxWorld, unit: SandboxUnit): string {
  return coat !== null && unit === 'USD' ? coat.unit : unit;
}

function formatAmount(unit: SandboxUnit, nano: bigint): string {
  return formatNano(nano, unit === 'USD' ? 9 : 0);
}

const noStore = { 'cache-control': 'no-store' };
