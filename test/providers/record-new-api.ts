import type { ReadingRecording, Recording, Recordings } from '../../companion/coats/recording.ts';
import { toDecimal } from '../../lib/domain/money.ts';
import { ask, chatBody } from '../servers/client.ts';
import type { FlavourId } from '../servers/relay/flavours.ts';
import { flavours } from '../servers/relay/flavours.ts';
import { openRelay, type Relay } from '../servers/relay/relay.ts';
import { consoleHeaders } from '../servers/relay/session.ts';
import { type RelaySite, type RelayUser, relayKeys } from '../servers/relay/world.ts';
import { recordRelayRefusals } from './record-new-api-refusals.ts';

type Reading = ReadingRecording & Recording;

/** Where the behaviour is from: the generation of the software that is played, and the file of it that answers so. */
export function recordedFrom(file: string, flavour: FlavourId = 'new-api'): Recording {
  const { source } = flavours[flavour];
  return {
    source: `test/servers/relay, running as ${source}; ${file}`,
    date: /\d{4}-\d\d-\d\d/.exec(source)?.[0] ?? '',
  };
}

const BILLING = recordedFrom('relay/compatible_handler.go, relay/helper/price.go');

const everyFlavour = Object.keys(flavours) as readonly FlavourId[];

/** Plays the relay, really running, through its generations. */
export async function recordNewApi(): Promise<Recordings> {
  const answers = [
    await recordAnswer('chat', {}),
    await recordAnswer('chat', {}, { cachedTokens: 4 }),
    await recordAnswer('chat', { model: 'gpt-4-all' }, {}, relayKeys.adaVip),
    await recordAnswer('chat', {}, {}, relayKeys.adaVip),
    await recordAnswer('chat', { stream: true, max_tokens: 40 }),
    await recordAnswer('playground', { stream: true, max_tokens: 0, group: 'dear' }),
  ];
  const readings = [
    ...(await recordStatus()),
    ...(await recordBalances()),
    ...(await recordKeyLists()),
    ...(await recordPricing()),
    await recordGroups(),
  ];
  return { ...BILLING, answers, refusals: await recordRelayRefusals(), readings };
}

/** Opens a relay at a fixed hour, lets it be used and closes it. */
export async function withRelay<T>(site: Partial<RelaySite>, use: (relay: Relay, ada: RelayUser) => Promise<T>) {
  const relay = await openRelay({ site, clock: () => Date.UTC(2026, 10, 21, 12) });
  try {
    return await use(relay, relay.world.users[0] as RelayUser);
  } finally {
    await relay.close();
  }
}

/** What a page of the site loads, and what it means. */
function recordReading(
  {
    name,
    surface,
    path,
    file,
    expected,
  }: Record<'name' | 'surface' | 'path' | 'file', string> & Pick<Reading, 'expected'>,
  site: Partial<RelaySite>,
  {
    isSignedIn = true,
    set = () => undefined,
  }: { isSignedIn?: boolean; set?: (relay: Relay, ada: RelayUser) => void } = {},
): Promise<Reading> {
  return withRelay(site, async (relay, ada) => {
    set(relay, ada);
    const { text } = await ask(relay.origin + path, isSignedIn ? consoleHeaders(relay.world, ada) : {});
    const { quotaPerUnit, flavour } = relay.world.site;
    const said = {
      ...(quotaPerUnit === 500_000 ? {} : { perUnit: String(quotaPerUnit) }),
      ...(flavour === 'new-api-2025' ? { generation: '2025' } : {}),
    };
    return {
      ...recordedFrom(file, site.flavour),
      name,
      surface: `new-api/${surface}`,
      ...(Object.keys(said).length === 0 ? {} : { site: said }),
      body: text,
      expected,
    };
  });
}

async function recordStatus(): Promise<readonly Reading[]> {
  const place = { surface: 'status', path: '/api/status', file: 'controller/misc.go GetStatus' };
  const record = (name: string, site: Partial<RelaySite>, expected: object | null) =>
    recordReading({ ...place, name, expected }, site, { isSignedIn: false });
  const dollars = { unit: 'USD', perUnit: '1' };
  const readings = [];
  for (const flavour of everyFlavour) {
    readings.push(await record(flavour, { flavour }, { perUnit: '500000', shown: dollars }));
  }
  const yuan = { unit: 'CNY', perUnit: '7.3' };
  readings.push(await record('other points', { quotaPerUnit: 1000 }, { perUnit: '1000', shown: dollars }));
  readings.push(await record('in yuan', { display: 'CNY' }, { perUnit: '500000', shown: yuan }));
  readings.push(await record('in points', { display: 'TOKENS' }, { perUnit: '500000', shown: null }));
  for (const lookAlike of ['near', 'other', 'list'] as const) {
    readings.push(await record(`no relay: ${lookAlike}`, { lookAlike }, null));
  }
  readings.push(await record('a page instead', { console: 'html' }, null));
  return readings;
}

async function recordBalances(): Promise<readonly Reading[]> {
  const place = { surface: 'account', path: '/api/user/self', file: 'controller/user.go GetSelf, middleware/auth.go' };
  const usd = (available: string) => [{ unit: 'USD', available, frozen: null }];
  const record = (
    name: string,
    site: Partial<RelaySite>,
    expected: object | null,
    quota = 3_590_000,
    isSignedIn = true,
  ) =>
    recordReading({ ...place, name, expected }, site, {
      isSignedIn,
      set: (_relay, ada) => {
        ada.quota = quota;
      },
    });
  const readings = [];
  for (const flavour of everyFlavour) readings.push(await record(flavour, { flavour }, usd('7.18')));
  readings.push(await record('1,000 points a dollar', { quotaPerUnit: 1000 }, usd('7.18'), 7180));
  readings.push(await record('below zero', {}, usd('-0.000002'), -1));
  readings.push(await record('signed out', {}, null, 0, false));
  readings.push(await record('signed out, newest', { flavour: 'new-api-v1' }, null, 0, false));
  readings.push(await record('a page instead', { console: 'html' }, null));
  return readings;
}

async function recordKeyLists(): Promise<readonly Reading[]> {
  const readings = [];
  for (const flavour of everyFlavour) {
    const path = `/api/token/?p=${flavours[flavour].hasKeyPages ? 1 : 0}&size=10`;
    const key = (name: string, group: string, limit: string | null = null, used = '0') => {
      const groups = flavours[flavour].isOneApi ? null : group;
      return { name, billing: null, limit, used, unit: 'USD', group: groups };
    };
    const expected = [key('mini', ''), key('vip', 'vip'), key('dev-1', '', '10', '9.98'), key('default', '')];
    const file = 'controller/token.go GetAllTokens';
    readings.push(await recordReading({ name: flavour, surface: 'keys', path, file, expected }, { flavour }));
  }
  return readings;
}

// USD a million tokens in the group `default`. Not there: what nobody has priced.
const million = {
  'gpt-4o': { input: '2.5', output: '10', cached: '1.25' },
  'gpt-4-turbo': { input: '10', output: '30', cached: '10' },
  'gpt-4o-mini': { input: '0.15', output: '0.6', cached: '0.075' },
  'claude-sonnet-4-20250514': { input: '3', output: '15', cached: '0.3' },
  'glm-4-flash': { input: '0', output: '0', cached: '0' },
  'dear-only-model': { input: '5', output: '15', cached: '5' },
  'deepseek-chat': { input: '0.27', output: '1.1', cached: '0.0675' },
};

async function recordPricing(): Promise<readonly Reading[]> {
  const place = {
    surface: 'pricing',
    path: '/api/pricing',
    file: 'controller/pricing.go GetPricing, model/pricing.go',
  };
  const record = (name: string, site: Partial<RelaySite>, expected: object | null) =>
    recordReading({ ...place, name, expected }, site, { isSignedIn: false });
  const listed = { perCall: { 'gpt-4-all': '0.03' }, groups: { default: '1', vip: '0.7', dear: '1.3' } };
  const untold = Object.entries(million).map(([name, model]) => [name, { ...model, cached: null }]);
  return [
    await record('new-api', { flavour: 'new-api' }, { perMillion: million, ...listed }),
    await record('new-api-v1', { flavour: 'new-api-v1' }, { perMillion: million, ...listed }),
    await record('new-api-2025', { flavour: 'new-api-2025' }, { perMillion: Object.fromEntries(untold), ...listed }),
    await record('for customers only', { pricing: 'login' }, null),
    await record('for nobody', { pricing: 'disabled' }, null),
    await record('not there', { pricing: 'missing' }, null),
    await record('a page instead', { console: 'html' }, null),
  ];
}

function recordGroups(): Promise<Reading> {
  const place = { surface: 'groups', path: '/api/user/self/groups', file: 'controller/group.go GetUserGroups' };
  const expected = { default: '1', vip: '0.5', dear: '1.3' };
  return recordReading(
    { ...place, name: 'a ratio of its own', expected },
    {},
    {
      set: ({ world }) => {
        world.groupRatios.default = { vip: 0.5 };
      },
    },
  );
}

/** One answer, the model's row of `/api/pricing` and the group it was billed in. */
function recordAnswer(
  surface: 'chat' | 'playground',
  fields: object,
  supplier: object = {},
  key: string = relayKeys.ada,
): Promise<Recordings['answers'][number]> {
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
      billed: { unit: 'USD', amount: toDecimal(BigInt(transaction.quota * 2000)) },
    };
  });
}
