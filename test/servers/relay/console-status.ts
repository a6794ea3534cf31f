import { sendJson } from '../exchange.ts';
import { flavours } from './flavours.ts';
import type { RelayExchange } from './log-entry.ts';
import type { RelayWorld } from './world.ts';

/** `GET /api/status`: what the site says of itself to everybody; a look-alike says something else. */
export function sendStatus(exchange: RelayExchange): void {
  const { world } = exchange;
  sendJson(exchange, 200, world.site.lookAlike === null ? relayStatus(world) : lookAlikes[world.site.lookAlike](world));
}

/** Answers of sites that have `/api/status` and are no relay: each lacks a number of points per dollar. */
const lookAlikes: Readonly<Record<'near' | 'other' | 'list', (world: RelayWorld) => unknown>> = {
  near: ({ site, startedAtMs }) => ({
    success: true,
    message: '',
    data: { version: 'v2.1.0', start_time: Math.floor(startedAtMs / 1000), system_name: site.systemName },
  }),
  other: () => ({ status: 'ok', version: '1.4.2', uptime: 86_400, database: { connected: true } }),
  list: () => [{ name: 'api', status: 'operational' }],
};

function relayStatus(world: RelayWorld) {
  const flavour = flavours[world.site.flavour];
  const data = flavour.isOneApi ? oneApiStatus : newApiStatus(world);
  return { success: true, message: '', data: { ...commonStatus(world), ...data } };
}

// What controller/misc.go GetStatus of all four generations has alike.
function commonStatus({ site, startedAtMs }: RelayWorld) {
  return {
    version: flavours[site.flavour].version,
    start_time: Math.floor(startedAtMs / 1000),
    email_verification: false,
    github_oauth: false,
    github_client_id: '',
    system_name: site.systemName,
    logo: '',
    footer_html: '',
    wechat_qrcode: '',
    wechat_login: false,
    server_address: 'http://localhost:3000',
    turnstile_check: false,
    turnstile_site_key: '',
    top_up_link: '',
    quota_per_unit: site.quotaPerUnit,
    display_in_currency: site.display !== 'TOKENS',
  };
}

const oneApiStatus = {
  lark_client_id: '',
  chat_link: '',
  oidc: false,
  oidc_client_id: '',
  oidc_well_known: '',
  oidc_authorization_endpoint: '',
  oidc_token_endpoint: '',
  oidc_userinfo_endpoint: '',
};

function newApiStatus({ site }: RelayWorld) {
  const flavour = flavours[site.flavour];
  const common = {
    linuxdo_oauth: false,
    linuxdo_client_id: '',
    telegram_oauth: false,
    telegram_bot_name: '',
    docs_link: 'https://docs.newapi.pro',
    enable_batch_update: false,
    enable_drawing: true,
    enable_task: true,
    enable_data_export: true,
    data_export_default_time: 'hour',
    default_collapse_sidebar: false,
    mj_notify_enabled: false,
    chats: [],
    demo_site_enabled: false,
    self_use_mode_enabled: site.isSelfUse,
    price: site.usdExchangeRate,
    oidc_enabled: false,
    oidc_client_id: '',
    oidc_authorization_endpoint: '',
    setup: true,
  };
  if (!flavour.hasDisplayType) return { ...common, min_topup: 1, enable_online_topup: false };
  return {
    ...common,
    discord_oauth: false,
    discord_client_id: '',
    linuxdo_minimum_trust_level: 0,
    quota_display_type: site.display,
    custom_currency_symbol: site.customSymbol,
    custom_currency_exchange_rate: site.customRate,
    default_use_auto_group: false,
    usd_exchange_rate: site.usdExchangeRate,
    stripe_unit_price: 8,
    api_info_enabled: true,
    uptime_kuma_enabled: true,
    announcements_enabled: true,
    faq_enabled: true,
    HeaderNavModules: '',
    SidebarModulesAdmin: '',
    passkey_login: false,
    user_agreement_enabled: false,
    privacy_policy_enabled: false,
    checkin_enabled: false,
    api_info: [],
    announcements: [],
    faq: [],
    ...(flavour.auth === 'bearer' ? { theme: 'default', register_enabled: true, password_login_enabled: true } : {}),
    ...(flavour.auth === 'bearer' ? {} : { _qn: 'new-api' }),
  };
}
