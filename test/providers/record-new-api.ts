import { ask, chatBody } from '../servers/client.ts';
import type { FlavourId } from '../servers/relay/flavours.ts';
import { flavours } from '../servers/relay/flavours.ts';
import { openRelay, type Relay } from '../servers/relay/relay.ts';
import { consoleHeaders } from '../servers/relay/session.ts';
import { type RelaySite, type RelayUser, relayKeys } from '../servers/relay/world.ts';
import type { AnswerFixture, ConsoleFixture } from './fixture.ts';
import { recordRelayRefusals } from './record-new-api-refusals.ts';

/** What a site says, by name; beside `expected`, what it means. */
interface SiteFixture {
  readonly source: string;
  readonly date: string;
  readonly recordings: readonly {
    readonly name: string;
    /** Repository, commit and day of the software that answers so. */
    readonly runsAs: string;
    readonly surface: string;
    readonly status: number;
    readonly contentType: string;
    readonly body: string;
    readonly expected: object;
  }[];
}

/** Where the behaviour is from: the relay's default generation, and the file of it that answers so. */
export function recordedFrom(file: string) {
  return { source: `test/servers/relay, running as ${flavours['new-api'].source}; ${file}`, date: '2026-02-08' };
}

const everyFlavour = Object.keys(flavours) as readonly FlavourId[];

/** Plays the relay, really running, through its generations. Keyed by file name. */
export async function recordNewApi(): Promise<Readonly<Record<string, unknown>>> {
  return {
    'status.json': await recordStatus(),
    'balance.json': await recordBalance(),
    'balances.json': await recordBalances(),
    'keys.json': await recordKeys(),
    'key-lists.json': await recordKeyLists(),
    'pricing.json': await recordPricing(),
    'groups.json': await recordGroups(),
    'usage-chat.json': await recordAnswer('chat', {}),
    'usage-cached.json': await recordAnswer('chat', {}, { cachedTokens: 4 }),
    'usage-per-call.json': await recordAnswer('chat', { model: 'gpt-4-all' }, {}, relayKeys.adaVip),
    'usage-group.json': await recordAnswer('chat', {}, {}, relayKeys.adaVip),
    'stream-chat.json': await recordAnswer('chat', { stream: true, max_tokens: 40 }),
    'stream-playground.json': await recordAnswer('playground', { stream: true, max_tokens: 0, group: 'dear' }),
    'refusals.json': await recordRelayRefusals(),
  };
}

const runsAs = (site: Partial<RelaySite>): string => flavours[site.flavour ?? 'new-api'].source;

/** Opens a relay at a fixed hour, lets it be used and closes it. */
export async function withRelay<T>(site: Partial<RelaySite>, use: (relay: Relay, ada: RelayUser) => Promise<T>) {
  const relay = await openRelay({ site, clock: () => Date.UTC(2026, 10, 21, 12) });
  try {
    return await use(relay, relay.world.users[0] as RelayUser);
  } finally {
    await relay.close();
  }
}

async function recordStatus(): Promise<SiteFixture> {
  const recordings = [];
  const record = (name: string, site: Partial<RelaySite>, expected: object) =>
    withRelay(site, async ({ origin }) => {
      const { status, headers, text } = await ask(`${origin}/api/status`);
      const contentType = headers.get('content-type') ?? '';
      return { name, runsAs: runsAs(site), surface: 'new-api/status', status, contentType, body: text, expected };
    });
  const unit = (quotaPerUnit: number | null, display: string | null) => ({ quotaPerUnit, display });
  for (const flavour of everyFlavour) recordings.push(await record(flavour, { flavour }, unit(500_000, 'USD')));
  recordings.push(await record('other points', { quotaPerUnit: 1000 }, unit(1000, 'USD')));
  recordings.push(await record('in yuan', { display: 'CNY' }, { ...unit(500_000, 'CNY'), usdExchangeRate: 7.3 }));
  recordings.push(await record('in points', { display: 'TOKENS' }, unit(500_000, 'TOKENS')));
  for (const lookAlike of ['near', 'other', 'list'] as const) {
    recordings.push(await record(`no relay: ${lookAlike}`, { lookAlike }, unit(null, null)));
  }
  recordings.push(await record('a page instead', { console: 'html' }, unit(null, null)));
  return { ...recordedFrom('controller/misc.go GetStatus'), recordings };
}

function recordBalance(): Promise<ConsoleFixture> {
  return withRelay({}, async ({ origin, world }, ada) => {
    const { text } = await ask(`${origin}/api/user/self`, consoleHeaders(world, ada));
    const expected = [{ unit: 'USD', available: '7.18', frozen: null }];
    return { ...recordedFrom('controller/user.go GetSelf'), surface: 'new-api/account', body: text, expected };
  });
}

async function recordBalances(): Promise<SiteFixture> {
  const recordings = [];
  const record = (name: string, site: Partial<RelaySite>, expected: object, quota = 3_590_000, isSignedIn = true) =>
    withRelay(site, async ({ origin, world }, ada) => {
      ada.quota = quota;
      const headers = isSignedIn ? consoleHeaders(world, ada) : {};
      const { status, headers: answered, text } = await ask(`${origin}/api/user/self`, headers);
      const contentType = answered.get('content-type') ?? '';
      return { name, runsAs: runsAs(site), surface: 'new-api/account', status, contentType, body: text, expected };
    });
  const usd = (available: string | null) => ({ unit: 'USD', available });
  for (const flavour of everyFlavour) recordings.push(await record(flavour, { flavour }, usd('7.18')));
  recordings.push(await record('1,000 points a dollar', { quotaPerUnit: 1000 }, usd('7.18'), 7180));
  recordings.push(await record('below zero', {}, usd('-0.000002'), -1));
  recordings.push(await record('signed out', {}, usd(null), 0, false));
  recordings.push(await record('signed out, newest', { flavour: 'new-api-v1' }, usd(null), 0, false));
  recordings.push(await record('a page instead', { console: 'html' }, usd(null)));
  return { ...recordedFrom('controller/user.go GetSelf, middleware/auth.go'), recordings };
}

const devKey = { name: 'dev-1', billing: null, limit: '10', used: '9.98', unit: 'USD' };
const openKey = (name: string) => ({ name, billing: null, limit: null, used: '0', unit: 'USD' });

function recordKeys(): Promise<ConsoleFixture> {
  return withRelay({}, async ({ origin, world }, ada) => {
    const { text } = await ask(`${origin}/api/token/?p=1&size=10`, consoleHeaders(world, ada));
    const expected = [openKey('mini'), openKey('vip'), devKey, openKey('default')];
    return { ...recordedFrom('controller/token.go GetAllTokens'), surface: 'new-api/keys', body: text, expected };
  });
}

async function recordKeyLists(): Promise<SiteFixture> {
  const recordings = [];
  const groups = [
    ['mini', ''],
    ['vip', 'vip'],
    ['dev-1', ''],
    ['default', ''],
  ] as const;
  for (const flavour of everyFlavour) {
    const isOld = !flavours[flavour].hasKeyPages;
    recordings.push(
      await withRelay({ flavour }, async ({ origin, world }, ada) => {
        const path = `/api/token/?p=${isOld ? 0 : 1}&size=10`;
        const { status, headers, text } = await ask(origin + path, consoleHeaders(world, ada));
        const keys = groups.map(([name, group]) => ({ name, group: flavours[flavour].isOneApi ? null : group }));
        const contentType = headers.get('content-type') ?? '';
        const expected = { keys, areWhole: !flavours[flavour].areKeysMasked };
        return {
          name: flavour,
          runsAs: runsAs({ flavour }),
          surface: 'new-api/keys',
          status,
          contentType,
          body: text,
          expected,
        };
      }),
    );
  }
  return { ...recordedFrom('controller/token.go GetAllTokens'), recordings };
}

// USD a million tokens in the group `default`; `null`: nobody has priced the model.
const million = {
  'gpt-4o': { input: '2.5', output: '10', cached: '1.25' },
  'gpt-4-turbo': { input: '10', output: '30', cached: '10' },
  'gpt-4o-mini': { input: '0.15', output: '0.6', cached: '0.075' },
  'claude-sonnet-4-20250514': { input: '3', output: '15', cached: '0.3' },
  'glm-4-flash': { input: '0', output: '0', cached: '0' },
  'brand-new-model': null,
};

async function recordPricing(): Promise<SiteFixture> {
  const recordings = [];
  const record = (name: string, site: Partial<RelaySite>, expected: object) =>
    withRelay(site, async ({ origin }) => {
      const { status, headers, text } = await ask(`${origin}/api/pricing`);
      const contentType = headers.get('content-type') ?? '';
      return { name, runsAs: runsAs(site), surface: 'new-api/pricing', status, contentType, body: text, expected };
    });
  const expected = {
    perMillion: million,
    perCall: { 'gpt-4-all': '0.03' },
    groups: { default: 1, vip: 0.7, dear: 1.3 },
  };
  for (const flavour of ['new-api', 'new-api-v1', 'new-api-2025'] as const) {
    recordings.push(
      await record(flavour, { flavour }, flavour === 'new-api-2025' ? { ...expected, cached: 'untold' } : expected),
    );
  }
  for (const [name, site] of [
    ['for customers only', { pricing: 'login' }],
    ['for nobody', { pricing: 'disabled' }],
    ['not there', { pricing: 'missing' }],
    ['a page instead', { console: 'html' }],
  ] as const) {
    recordings.push(await record(name, site, { perMillion: null }));
  }
  return { ...recordedFrom('controller/pricing.go GetPricing, model/pricing.go'), recordings };
}

async function recordGroups(): Promise<SiteFixture> {
  const recording = await withRelay({}, async ({ origin, world }, ada) => {
    world.groupRatios.default = { vip: 0.5 };
    const { status, headers, text } = await ask(`${origin}/api/user/self/groups`, consoleHeaders(world, ada));
    const contentType = headers.get('content-type') ?? '';
    const expected = { default: 1, vip: 0.5, dear: 1.3 };
    return {
      name: 'a ratio of its own',
      runsAs: runsAs({}),
      surface: 'new-api/groups',
      status,
      contentType,
      body: text,
      expected,
    };
  });
  return { ...recordedFrom('controller/group.go GetUserGroups'), recordings: [recording] };
}

/** One answer, the model's row of `/api/pricing` and the group it was billed in. */
function recordAnswer(
  surface: 'chat' | 'playground',
  fields: object,
  supplier: object = {},
  key: string = relayKeys.ada,
): Promise<AnswerFixture> {
  return withRelay({}, async ({ origin, world, transactions }, ada) => {
    Object.assign(world.supplier, supplier);
    const body = chatBody('gpt-4o', fields);
    const isChat = surface === 'chat';
    const headers = isChat ? { authorization: `Bearer ${key}` } : consoleHeaders(world, ada);
    const path = isChat ? '/v1/chat/completions' : '/pg/chat/completions';
    const { status, headers: answered, text } = await ask(origin + path, headers, body);
    const [transaction] = transactions();
    if (status !== 200 || transaction === undefined) throw new Error(`the relay answered ${text}`);
    const { json } = await ask(`${origin}/api/pricing`);
    const pricing = json as { data: readonly { model_name: string }[]; group_ratio: Record<string, number> };
    return {
      ...recordedFrom('relay/compatible_handler.go, relay/helper/price.go'),
      surface: `new-api/${surface}`,
      pricing: {
        quotaPerUnit: world.site.quotaPerUnit,
        group: transaction.group ?? '',
        groupRatio: pricing.group_ratio[transaction.group ?? ''] ?? 0,
        row: pricing.data.find(({ model_name }) => model_name === transaction.model) ?? {},
      },
      requestBody: JSON.stringify(body),
      contentType: answered.get('content-type') ?? '',
      responseBody: text,
      // 500,000 points are a dollar, so one is 2,000 nano-dollars.
      billed: { unit: 'USD', nano: String(transaction.quota * 2000) },
    };
  });
}
