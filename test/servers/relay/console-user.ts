import { type Fields, readObject, sendJson } from '../exchange.ts';
import { topUp } from './billing.ts';
import { writeSelf } from './console-self.ts';
import type { RelayExchange } from './log-entry.ts';
import { groupRatioOf } from './quota.ts';
import { signedIn } from './session.ts';

/** `GET /api/user/self`: the wallet, in points. */
export function sendSelf(exchange: RelayExchange): void {
  const user = signedIn(exchange);
  if (user !== null) sendJson(exchange, 200, { success: true, message: '', data: writeSelf(exchange.world, user) });
}

/** `GET /api/user/self/groups`: what each group costs this user. */
export function sendGroups(exchange: RelayExchange): void {
  const user = signedIn(exchange);
  if (user === null) return;
  const { world } = exchange;
  const entries = Object.entries(world.groups).map(([name, { description }]) => [
    name,
    { ratio: groupRatioOf(world, user.group, name), desc: description },
  ]);
  sendJson(exchange, 200, { success: true, message: '', data: Object.fromEntries(entries) });
}

/** `GET /api/user/models`, one-api: `/api/user/available_models`: names the user's groups have. */
export function sendUserModels(exchange: RelayExchange): void {
  if (signedIn(exchange) === null) return;
  const group = exchange.url.searchParams.get('group');
  const models = exchange.world.models.filter(({ groups }) => group === null || groups.includes(group));
  sendJson(exchange, 200, { success: true, message: '', data: models.map(({ name }) => name) });
}

/** `GET /api/user/topup/info`: how one may pay (controller/topup.go, f4f144bc). */
export function sendTopUpInfo(exchange: RelayExchange): void {
  if (signedIn(exchange) === null) return;
  const data = {
    enable_online_topup: true,
    enable_stripe_topup: false,
    enable_creem_topup: false,
    creem_products: '[]',
    pay_methods: [
      { name: '支付宝', color: 'rgba(var(--semi-blue-5), 1)', type: 'alipay' },
      { name: '微信', color: 'rgba(var(--semi-green-5), 1)', type: 'wxpay' },
    ],
    min_topup: 1,
    stripe_min_topup: 1,
    amount_options: [10, 20, 50, 100],
    discount: {},
  };
  sendJson(exchange, 200, { success: true, message: '', data });
}

/** `POST /api/user/topup` with a redemption code: the points arrive at once. */
export async function redeem(exchange: RelayExchange): Promise<void> {
  const user = signedIn(exchange);
  if (user === null) return;
  const { world } = exchange;
  const body: Fields = (await readObject(exchange)) ?? {};
  const code = typeof body.key === 'string' ? body.key : '';
  const quota = world.redemptions.get(code);
  if (quota === undefined) return sendJson(exchange, 200, { success: false, message: '无效的兑换码' });
  world.redemptions.delete(code);
  topUp(world, user, quota);
  sendJson(exchange, 200, { success: true, message: '', data: quota });
}
