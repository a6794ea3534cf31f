import { shownQuota } from './billing.ts';
import { flavours } from './flavours.ts';
import type { RelayUser, RelayWorld } from './world.ts';

/** The account as the console gets it; older software sends the whole row, access token included. */
export function writeSelf(world: RelayWorld, user: RelayUser) {
  const flavour = flavours[world.site.flavour];
  const common = {
    id: user.id,
    username: user.username,
    display_name: user.username,
    role: 1,
    status: 1,
    email: `${user.username}@relay.invalid`,
    github_id: '',
    oidc_id: '',
    wechat_id: '',
    group: user.group,
    quota: shownQuota(world, user),
    used_quota: user.usedQuota,
    request_count: user.requestCount,
    aff_code: 'Ab1C',
    inviter_id: 0,
  };
  const affiliate = { aff_count: 0, aff_quota: 0, aff_history_quota: 0, telegram_id: '', linux_do_id: '', setting: '' };
  const row = { password: '', verification_code: '', access_token: user.accessToken };
  if (flavour.isOneApi) return { ...common, lark_id: '', ...row };
  if (flavour.isSelfWholeRow) return { ...common, ...affiliate, ...row, DeletedAt: null };
  return {
    ...common,
    ...affiliate,
    discord_id: '',
    stripe_customer: '',
    sidebar_modules: '',
    permissions: { sidebar_settings: true, sidebar_modules: { admin: false } },
  };
}
