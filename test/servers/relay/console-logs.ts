import { sendJson } from '../exchange.ts';
import { sendList } from './console-keys.ts';
import { flavours } from './flavours.ts';
import type { RelayExchange } from './log-entry.ts';
import { groupRatioOf } from './quota.ts';
import { signedIn } from './session.ts';
import type { RelayTransaction, RelayUser, RelayWorld } from './world.ts';

/** `GET /api/log/self`: what was charged, newest first; type 2 is a call, 1 a recharge. */
export function sendLogs(exchange: RelayExchange): void {
  const user = signedIn(exchange);
  if (user === null) return;
  const { world } = exchange;
  const rows = transactionsOf(world, user)
    .map((transaction, index) => writeLog(world, user, transaction, index + 1))
    .reverse();
  sendList(exchange, rows, flavours[world.site.flavour].hasLogPages);
}

/** `GET /api/log/self/stat`: what was charged in all. */
export function sendLogStat(exchange: RelayExchange): void {
  const user = signedIn(exchange);
  if (user === null) return;
  const calls = transactionsOf(exchange.world, user).filter(({ kind }) => kind === 'consume');
  const quota = calls.reduce((sum, call) => sum + call.quota, 0);
  const tpm = calls.reduce((sum, call) => sum + call.promptTokens + call.completionTokens, 0);
  sendJson(exchange, 200, { success: true, message: '', data: { quota, rpm: calls.length, tpm } });
}

function transactionsOf(world: RelayWorld, user: RelayUser): readonly RelayTransaction[] {
  return world.transactions.filter(({ userId }) => userId === user.id);
}

function writeLog(world: RelayWorld, user: RelayUser, transaction: RelayTransaction, id: number) {
  const flavour = flavours[world.site.flavour];
  const token = world.tokens.find((candidate) => candidate.id === transaction.tokenId);
  const tokenName = token?.name ?? (transaction.group === null ? '' : `playground-${transaction.group}`);
  const common = {
    id,
    user_id: user.id,
    created_at: Math.floor(transaction.atMs / 1000),
    type: transaction.kind === 'consume' ? 2 : 1,
    content: '',
    username: user.username,
    token_name: tokenName,
    model_name: transaction.model ?? '',
    quota: Math.max(transaction.quota, 0),
    prompt_tokens: transaction.promptTokens,
    completion_tokens: transaction.completionTokens,
    channel: 1,
    is_stream: transaction.isStream,
  };
  if (flavour.isOneApi)
    return { ...common, request_id: transaction.requestId, elapsed_time: 0, system_prompt_reset: false };
  return {
    ...common,
    use_time: 0,
    channel_name: '',
    token_id: transaction.tokenId ?? 0,
    group: transaction.group ?? '',
    ip: '',
    ...(flavour.hasDisplayType ? { request_id: transaction.requestId } : {}),
    other: transaction.model === null ? '' : JSON.stringify(ratiosOf(world, user, transaction)),
  };
}

// service/log_info_generate.go GenerateTextOtherInfo: the ratios the charge was made with.
function ratiosOf(world: RelayWorld, user: RelayUser, transaction: RelayTransaction) {
  const model = world.models.find(({ name }) => name === transaction.model);
  return {
    model_ratio: model?.modelPrice == null ? (model?.modelRatio ?? 37.5) : 0,
    group_ratio: groupRatioOf(world, user.group, transaction.group ?? ''),
    completion_ratio: model?.modelPrice == null ? (model?.completionRatio ?? 1) : 0,
    cache_tokens: transaction.cachedTokens,
    cache_ratio: model?.cacheRatio ?? 1,
    model_price: model?.modelPrice ?? -1,
    user_group_ratio: world.groupRatios[user.group]?.[transaction.group ?? ''] ?? -1,
    frt: 0,
  };
}
