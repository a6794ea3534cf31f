import { type Fields, readObject, readWhole, sendJson } from '../exchange.ts';
import { flavours } from './flavours.ts';
import type { RelayExchange } from './log-entry.ts';
import { signedIn } from './session.ts';
import type { RelayToken, RelayUser, RelayWorld } from './world.ts';

const itemsPerPage = 10;

/** `GET /api/token/`: the user's keys, newest first, a page at a time. */
export function sendKeys(exchange: RelayExchange): void {
  const user = signedIn(exchange);
  if (user === null) return;
  const { world } = exchange;
  const own = tokensOf(world, user).reverse();
  sendList(
    exchange,
    own.map((token) => writeToken(world, token)),
    flavours[world.site.flavour].hasKeyPages,
  );
}

/** `POST /api/token/<id>/key`: the newest software shows a whole key only here. */
export function sendWholeKey(exchange: RelayExchange): void {
  const user = signedIn(exchange);
  if (user === null) return;
  const id = Number(exchange.url.pathname.split('/')[3]);
  const token = tokensOf(exchange.world, user).find((candidate) => candidate.id === id);
  if (token === undefined) return sendJson(exchange, 200, { success: false, message: 'record not found' });
  sendJson(exchange, 200, { success: true, message: '', data: { key: token.key } });
}

/** `PUT /api/token/`: the key's own limit, as the console's form sends it. */
export async function changeKey(exchange: RelayExchange): Promise<void> {
  const user = signedIn(exchange);
  if (user === null) return;
  const body: Fields = (await readObject(exchange)) ?? {};
  const token = tokensOf(exchange.world, user).find(({ id }) => id === body.id);
  if (token === undefined) return sendJson(exchange, 200, { success: false, message: 'record not found' });
  if (Number.isInteger(body.remain_quota)) token.remainQuota = Number(body.remain_quota);
  if (typeof body.unlimited_quota === 'boolean') token.isUnlimited = body.unlimited_quota;
  sendJson(exchange, 200, { success: true, message: '', data: writeToken(exchange.world, token) });
}

/** Sends rows in the form of the software: a page object from page 1, or a bare list from page 0. */
export function sendList(exchange: RelayExchange, rows: readonly unknown[], isPaged: boolean): void {
  const size = readSize(exchange);
  const first = readWhole(exchange, 'p', isPaged ? 1 : 0);
  const page = Math.max(first, isPaged ? 1 : 0);
  const start = (isPaged ? page - 1 : page) * size;
  const items = rows.slice(start, start + size);
  const data = isPaged ? { page, page_size: size, total: rows.length, items } : items;
  sendJson(exchange, 200, { success: true, message: '', data });
}

// common/page_info.go: page_size, ps and size mean the same, at most 100.
function readSize(exchange: RelayExchange): number {
  const sizes = ['page_size', 'ps', 'size'].map((name) => readWhole(exchange, name, 0));
  return Math.min(sizes.find((size) => size > 0) ?? itemsPerPage, 100);
}

function tokensOf(world: RelayWorld, user: RelayUser): RelayToken[] {
  return world.tokens.filter(({ userId }) => userId === user.id);
}

function writeToken(world: RelayWorld, token: RelayToken) {
  const flavour = flavours[world.site.flavour];
  const created = Math.floor(world.startedAtMs / 1000);
  const common = {
    id: token.id,
    user_id: token.userId,
    key: flavour.areKeysMasked ? `${token.key.slice(0, 4)}**********${token.key.slice(-4)}` : token.key,
    // 1 enabled, 4 used up.
    status: token.isUnlimited || token.remainQuota > 0 ? 1 : 4,
    name: token.name,
    created_time: created,
    accessed_time: created,
    expired_time: -1,
    remain_quota: token.remainQuota,
    unlimited_quota: token.isUnlimited,
    used_quota: token.usedQuota,
  };
  if (flavour.isOneApi) return { ...common, models: token.models?.join(',') ?? '', subnet: '' };
  return {
    ...common,
    model_limits_enabled: token.models !== null,
    model_limits: token.models?.join(',') ?? '',
    allow_ips: '',
    group: token.group,
    ...(flavour.hasDisplayType ? { cross_group_retry: false } : {}),
    ...(flavour.areKeysMasked ? { auto_groups: null } : {}),
    DeletedAt: null,
  };
}
