import { isAtPath, type Surface } from '../../lib/domain/surface.ts';
import { listModels } from '../../lib/prices/list-models.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { type Exchange, readBody, sendJson } from '../sandbox/http.ts';
import { countTokensPatiently } from '../sandbox/tokens.ts';
import { availableNano, shownWallets } from '../sandbox/wallet.ts';
import type { SandboxAccount } from '../sandbox/world.ts';
import { answerCall } from './answer-call.ts';
import { callerOf } from './caller.ts';
import { answerJob } from './jobs/answer-job.ts';
import type { Jobs } from './jobs/jobs.ts';
import { readRecordings } from './read-recordings.ts';
import { writeBalance } from './write-balance.ts';
import { writeStatement } from './write-statement.ts';

/** Whose API is played, in which unit it is paid, and the work it has under way. */
export interface Worn {
  readonly provider: Provider;
  readonly unit: string;
  readonly jobs: Jobs;
}

/** Answers what is an address of the provider's API; `false`: it has nothing there. */
export async function answerInCoat(worn: Worn, exchange: Exchange): Promise<boolean> {
  const { request, url } = exchange;
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const isHere = (one: Surface): boolean => one.method === method && isAtPath(one, url.pathname);
  const call = worn.provider.surfaces.find((one) => one.kind === 'call' && isHere(one));
  if (await answerJob(worn, exchange, call ?? null)) return true;
  if (call !== undefined && !call.isFollowUp) {
    await answerCall(worn, exchange, call);
    return true;
  }
  if (method === 'GET' && sendModels(worn, exchange)) return true;
  if (method === 'POST' && /(\/count_tokens|:countTokens)$/.test(url.pathname)) {
    await sendCount(exchange);
    return true;
  }
  if (method === 'GET' && sendStatement(worn, exchange)) return true;
  const balance = worn.provider.surfaces.find((one) => one.kind === 'balance' && isHere(one));
  return balance !== undefined && sendBalance(worn, exchange, balance);
}

/** Where lists of models stand beside the calls. */
const CALLS = /\/(chat\/completions|responses|messages|embeddings|images\/generations|models\/\*.*)$/;

function sendModels({ provider }: Worn, exchange: Exchange): boolean {
  const { pathname } = exchange.url;
  const beside = provider.surfaces.find(
    ({ kind, path }) => kind === 'call' && CALLS.test(path) && path.replace(CALLS, '/models') === pathname,
  );
  if (beside === undefined) return false;
  if (callerOf(exchange) === null) return true;
  const names = listModels(provider);
  if (beside.wire === 'gemini-generate') {
    const models = names.map((name) => ({ name: `models/${name}`, supportedGenerationMethods: ['generateContent'] }));
    sendJson(exchange, 200, { models });
    return true;
  }
  const data = names.map((id) => ({
    id,
    object: 'model',
    type: 'model',
    created: 1_750_000_000,
    owned_by: provider.id,
  }));
  sendJson(exchange, 200, { object: 'list', data, has_more: false });
  return true;
}

/** Counting costs nothing. */
async function sendCount(exchange: Exchange): Promise<void> {
  if (callerOf(exchange) === null) return;
  const text = await readBody(exchange);
  if (text === null) return;
  const tokens = await countTokensPatiently(text);
  sendJson(exchange, 200, { input_tokens: tokens, totalTokens: tokens });
}

function sendBalance({ provider, unit }: Worn, exchange: Exchange, surface: Surface): boolean {
  const paths = provider.balances.find((one) => one.surface === surface.id);
  const recorded = readRecordings(provider.id).readings.filter((one) => one.surface === surface.id);
  if (paths === undefined) return false;
  const caller = callerOf(exchange);
  if (caller === null) return true;
  const wallet = { unit, ...walletOf(exchange, caller.account) };
  for (const { body, expected } of recorded) {
    if (expected === null) continue;
    const written = writeBalance(JSON.parse(body), paths, wallet);
    if (written === null) continue;
    sendJson(exchange, 200, written, { 'cache-control': 'no-store' });
    return true;
  }
  return false;
}

function sendStatement({ provider, unit }: Worn, exchange: Exchange): boolean {
  const { world, url } = exchange;
  const calls = world.transactions.filter(({ kind }) => kind === 'call');
  const written = writeStatement(provider, url.pathname, { unit, calls });
  if (written === null) return false;
  if (callerOf(exchange) !== null) sendJson(exchange, 200, written, { 'cache-control': 'no-store' });
  return true;
}

function walletOf({ world }: Exchange, account: SandboxAccount) {
  const wallet = shownWallets(world, account).find(({ unit }) => unit === 'USD') ?? account.wallets.USD;
  return { availableNano: availableNano(wallet), frozenNano: wallet.frozenNano };
}
