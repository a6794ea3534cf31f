import { findAccount, sendAccount, sendScenario, writeAccount, writeKeys } from './console-read.ts';
import { type Exchange, readJsonObject, sendError, sendJson } from './http.ts';
import { readRules } from './rules.ts';
import { enterScenario } from './scenario.ts';
import { changeState } from './state.ts';
import { readNano } from './units.ts';
import { readRefusalShape, readScenario } from './vocabulary.ts';
import { book } from './wallet.ts';
import { resetWorld } from './world.ts';

const topUpNanoMax = 10n ** 21n;

/** `POST /console/api/top-up` `{unit, amount}`: money arrives; answers with the account as it is now. */
export async function topUp(exchange: Exchange): Promise<void> {
  const body = await readJsonObject(exchange);
  if (body === null) return;
  const account = findAccount(exchange, typeof body.account === 'string' ? body.account : undefined);
  if (account === null) return;
  const { coat } = exchange.world;
  const unit = coat !== null && body.unit === coat.unit ? 'USD' : body.unit;
  const amountNano = readNano(body.amount);
  if (unit !== 'USD' && unit !== 'credits') return reject(exchange, '\'unit\' must be "USD" or "credits"');
  if (amountNano === null || amountNano <= 0n || amountNano > topUpNanoMax) {
    return reject(exchange, "'amount' must be a decimal above 0");
  }
  book(exchange.world, account, unit, amountNano, { kind: 'top-up' });
  sendJson(exchange, 200, writeAccount(exchange.world, account));
}

/** `POST /console/api/scenario` `{scenario?, refusal_shape?, rules?}`: turns the switches; all or none. */
export async function changeScenario(exchange: Exchange): Promise<void> {
  const body = await readJsonObject(exchange);
  if (body === null) return;
  const { world } = exchange;
  const scenario = body.scenario === undefined ? world.scenario : readScenario(body.scenario, world.coat !== null);
  const shape = body.refusal_shape === undefined ? world.refusalShape : readRefusalShape(body.refusal_shape);
  const rules = body.rules === undefined ? {} : readRules(body.rules);
  if (scenario === null) return reject(exchange, "'scenario' is unknown; GET this address for the list");
  if (shape === null) return reject(exchange, "'refusal_shape' is unknown; GET this address for the list");
  if (typeof rules === 'string') return reject(exchange, rules);
  world.refusalShape = shape;
  world.rules = { ...world.rules, ...rules };
  if (body.scenario !== undefined) enterScenario(world, scenario);
  sendScenario(exchange);
}

/** `POST /console/api/state`: sets balances, frozen parts and keys, for tests and demonstrations. */
export async function setState(exchange: Exchange): Promise<void> {
  const body = await readJsonObject(exchange);
  if (body === null) return;
  const account = findAccount(exchange, typeof body.account === 'string' ? body.account : undefined);
  if (account === null) return;
  const problem = changeState(exchange.world, account, body);
  if (problem !== null) return reject(exchange, problem);
  const { keys } = writeKeys(exchange.world, account);
  sendJson(exchange, 200, { ...writeAccount(exchange.world, account), keys });
}

/** `POST /console/api/reset`: everything as it was at the start. */
export function reset(exchange: Exchange): void {
  resetWorld(exchange.world);
  sendAccount(exchange);
}

function reject(exchange: Exchange, message: string): void {
  sendError(exchange, 400, { message });
}
