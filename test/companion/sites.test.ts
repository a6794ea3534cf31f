import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { send } from '../../companion/balance/send.ts';
import { type Companion, openCompanion } from '../../companion/open-companion.ts';
import { refreshRelays } from '../../companion/sites/refresh-relays.ts';
import { openSites } from '../../companion/sites/sites.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { learnOwnProviders } from '../../lib/providers/registry.ts';
import { ONE } from '../domain/samples.ts';
import { openRelay, type Relay } from '../servers/relay/relay.ts';
import { relayKeys } from '../servers/relay/world.ts';

let folder: string;
let companion: Companion;
let api: Server;
let answer: RequestListener;

async function open(standIns: Readonly<Record<string, string>> = {}): Promise<void> {
  companion = await openCompanion({
    ...{ folder, port: 0, zone: 'UTC', version: '0.0.0', standIns },
    onTrouble: () => undefined,
  });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-sites-'));
  answer = (_request, response) => void response.end('{}');
  api = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  await open({ 'own-acme': `http://127.0.0.1:${(api.address() as AddressInfo).port}` });
});
afterEach(async () => {
  await companion.stop();
  api.closeAllConnections();
  await new Promise((resolve) => api.close(resolve));
  rmSync(folder, { recursive: true });
  learnOwnProviders([]);
});

async function ask(
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: Record<string, never> }> {
  const { apiToken } = JSON.parse(readFileSync(join(folder, 'daemon.json'), 'utf8'));
  const response = await fetch(`${companion.gateway.origin}/api/v1${path}`, {
    ...{ method, headers: { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' } },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

async function records(count: number): Promise<readonly CallRecord[]> {
  const read = () => companion.store.transact(async (tables) => tables.records.toArray());
  await expect.poll(async () => (await read()).length, { timeout: 10_000 }).toBe(count);
  return read();
}

const ACME = {
  ...{ tollkeeper: 1, id: 'acme', name: 'Acme Data' },
  calls: [
    {
      ...{ name: 'enrich', url: 'https://api.acme.example/v1/enrich', meter: 'records' },
      count: { of: 'elements', path: '$.companies[*]' },
      billed: '$.meta.records',
    },
  ],
  prices: [
    {
      ...{ unit: 'USD', rates: { records: { price: '0.02', per: 1 } } },
      ...{ source: 'https://acme.example/pricing', date: '2026-11-21' },
    },
  ],
  refusals: [{ says: 'money', status: [403], message: ['not enough credits'] }],
};
const enrich = (companies: number): Promise<Response> =>
  fetch(`${companion.gateway.origin}/acme/v1/enrich`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer acme-key' },
    body: JSON.stringify({ companies: Array.from({ length: companies }, (_, index) => `c${index}`) }),
  });
const setBudget = (limit: bigint) =>
  companion.holds.change({
    ...{ kind: 'put', id: `put-${Math.random()}`, budgetId: 'all' },
    budget: {
      ...{ id: 'all', scope: { kind: 'everything' }, unit: { kind: 'money', currency: 'USD' }, limit, isHard: true },
      ...{ window: { kind: 'day', zone: 'UTC' }, onFailure: 'closed', raises: [] },
    },
  });

describe('an API that a person described', () => {
  it('is priced, held, booked by what it states, refused and explained like any other', async () => {
    const added = await ask('POST', '/sites', { description: JSON.stringify(ACME) });
    expect(added.body.sites).toEqual([
      { kind: 'described', id: 'acme', name: 'Acme Data', base: `${companion.gateway.origin}/acme` },
    ]);
    await setBudget(ONE);
    // Asked for 10, billed 8.
    answer = (_request, response) => void response.end(JSON.stringify({ meta: { records: 8 } }));
    const response = await enrich(10);
    expect([response.status, response.headers.get('tollkeeper-estimate')]).toEqual([200, 'USD 0.2-0.2']);
    const [record] = await records(1);
    expect([record?.provider, record?.cost?.likelyNano, record?.certainty]).toEqual([
      'own-acme',
      160_000_000n,
      'billed',
    ]);
    await expect
      .poll(async () => (await companion.holds.usage()).map(({ spent, held }) => [spent, held]))
      .toEqual([[160_000_000n, 0n]]);
    // 50 would cost $1.
    const refused = await enrich(50);
    expect([refused.status, refused.headers.get('tollkeeper-refusal')]).toEqual([402, 'budget-exceeded']);
    answer = (_request, response) => void response.writeHead(403).end('{"message":"not enough credits"}');
    const theirs = await enrich(1);
    expect([theirs.status, theirs.headers.get('tollkeeper-refusal')]).toEqual([403, null]);
    expect(theirs.headers.get('tollkeeper-cause')).not.toBeNull();
    expect((await records(2)).map(({ outcome }) => outcome).sort()).toEqual(['answer', 'refusal']);
  });

  it('is known again after a restart, and by its whole id; removed it is nobody', async () => {
    await ask('POST', '/sites', { description: JSON.stringify(ACME) });
    await companion.stop();
    learnOwnProviders([]);
    await open({ 'own-acme': `http://127.0.0.1:${(api.address() as AddressInfo).port}` });
    expect((await enrich(1)).status).toBe(200);
    const whole = await fetch(`${companion.gateway.origin}/own-acme/v1/enrich`, { method: 'POST', body: '{}' });
    expect(whole.status).toBe(200);
    expect((await ask('DELETE', '/sites/acme')).body.sites).toEqual([]);
    expect((await enrich(1)).status).toBe(404);
    expect((await ask('DELETE', '/sites/acme')).status).toBe(404);
  });

  it('with a mistake changes nothing, and says what and where', async () => {
    await ask('POST', '/sites', { description: JSON.stringify(ACME) });
    for (const [description, said] of [
      ['no json', '$'],
      [JSON.stringify({ ...ACME, calls: [] }), '$.calls'],
      [
        JSON.stringify({
          ...ACME,
          id: 'evil',
          calls: [{ name: 'x', url: 'https://api.openai.com/v1/chat/completions' }],
        }),
        '$.calls[0].url',
      ],
    ] as const) {
      const refused = await ask('POST', '/sites', { description });
      expect(refused.status).toBe(400);
      expect(String(refused.body.detail)).toContain(said);
    }
    expect((await ask('GET', '/sites')).body.sites).toHaveLength(1);
  });

  it('never takes the address of a provider', async () => {
    const taken = { ...ACME, id: 'openai', name: 'Not OpenAI' };
    const { body } = await ask('POST', '/sites', { description: JSON.stringify(taken) });
    expect(body.sites).toMatchObject([{ id: 'openai', base: `${companion.gateway.origin}/own-openai` }]);
  });

  it('a damaged file is not taken for an empty one', async () => {
    await companion.stop();
    writeFileSync(join(folder, 'sites.json'), '{"descriptions":');
    await expect(open()).rejects.toThrow('sites.json is damaged');
    rmSync(join(folder, 'sites.json'));
    await open();
  });
});

describe('a relay', () => {
  let relay: Relay;
  beforeEach(async () => {
    relay = await openRelay();
  });
  afterEach(() => relay.close());

  it('is added by its address, reached by its name, and billed by its own list', async () => {
    const added = await ask('POST', '/sites/relays', { address: relay.origin, type: 'one-api', name: 'mine' });
    expect(added.body.sites).toMatchObject([{ kind: 'relay', base: `${companion.gateway.origin}/mine` }]);
    const client = new OpenAI({ apiKey: relayKeys.ada, baseURL: `${companion.gateway.origin}/mine/v1` });
    await client.chat.completions.create({
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: 'Hello' }],
      max_tokens: 20,
    });
    const [record] = await records(1);
    const [taken] = relay.transactions().slice(-1);
    expect(record?.provider).toBe(`new-api@127.0.0.1_${new URL(relay.origin).port}`);
    expect(taken).toBeDefined();
    // Which of its groups the key is of the relay told nobody: the usual one is taken.
    expect(record?.cost?.likelyNano).toBe(BigInt(taken?.quota ?? 0) * 2000n);
  });

  it('is asked again on another day, by its name or another, and keeps what it said when it does not answer', async () => {
    await ask('POST', '/sites/relays', { address: relay.origin, type: 'new-api', name: 'mine' });
    const asked: string[] = [];
    const sites = openSites(join(folder, 'sites.json'));
    const counting: typeof send = (question) => {
      asked.push(question.url);
      return send(question);
    };
    const { store } = companion;
    const list = async () => store.transact(async ({ priceLists }) => (await priceLists.toArray())[0]);
    const first = await list();
    const today = first?.prices?.readOn ?? '';
    await refreshRelays({ sites, store, send: counting, day: today });
    expect(asked).toEqual([]);
    await refreshRelays({ sites, store, send: counting, day: '2030-01-01' });
    expect(asked.length).toBeGreaterThan(1);
    expect(asked.every((url) => url.startsWith(relay.origin))).toBe(true);
    const second = await list();
    expect(second?.prices).toEqual({ ...first?.prices, readOn: '2030-01-01' });
    const silent: typeof send = async () => ({ kind: 'failed', why: 'network' });
    await refreshRelays({ sites, store, send: silent, day: '2030-01-02' });
    expect(await list()).toEqual(second);
    sites.remove('mine');
    await refreshRelays({ sites, store, send: counting, day: '2030-01-03' });
    expect(await list()).toEqual(second);
  });

  it('that is none, or is named as somebody else is, is not added', async () => {
    for (const [body, status] of [
      [{ address: relay.origin, type: 'nothing' }, 400],
      [{ address: 'http://relay.example', type: 'new-api' }, 400],
      [{ address: 'https://api.openai.com', type: 'new-api' }, 400],
      [{ address: 'ftp://x', type: 'new-api' }, 400],
      [{ address: relay.origin, type: 'new-api', name: 'openai' }, 409],
      [{ address: relay.origin, type: 'new-api', name: 'Not A Name' }, 400],
      [{ address: `http://127.0.0.1:${(api.address() as AddressInfo).port}`, type: 'new-api' }, 400],
    ] as const) {
      expect([body, (await ask('POST', '/sites/relays', body)).status]).toEqual([body, status]);
    }
    expect((await ask('GET', '/sites')).body.sites).toEqual([]);
  });
});
