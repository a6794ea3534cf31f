import './fake-browser.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { EXAMPLE } from '../../lib/described/example.ts';
import { readDescription } from '../../lib/described/read-description.ts';
import { toProviders } from '../../lib/described/to-provider.ts';
import type { ApiSample } from '../../lib/domain/own-api.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { findAnswerer } from '../../lib/engine/find-answerer.ts';
import { namedSites } from '../../lib/providers/named-sites.ts';
import { findProviderAt, learnOwnProviders } from '../../lib/providers/registry.ts';
import { acceptApi, checkApi, DESCRIPTIONS_MAX, listApis, removeApi, tryApi } from '../../lib/webext/described-apis.ts';
import { minimal, NOBODY, oneCall } from '../described/samples.ts';
import { NOW } from '../domain/samples.ts';
import { seen } from './fake-browser.ts';

const write = (value: unknown): string => JSON.stringify(value);
const kept = (): unknown => seen.stored.descriptions;
const usual = { perUnit: '500000', shown: null, generation: 'one-api' };
beforeEach(() => {
  seen.stored = {};
});

describe('accepting', () => {
  it('puts a description in force, in the place of the one with its id', async () => {
    expect(await acceptApi(write(EXAMPLE))).toEqual({ kind: 'accepted', name: 'Acme Data' });
    expect(kept()).toEqual([EXAMPLE]);
    const other = oneCall({ url: 'https://other.example/v1' });
    expect(await acceptApi(write({ ...other, id: 'other', name: 'Other' }))).toMatchObject({ kind: 'accepted' });
    expect(await acceptApi(write({ ...EXAMPLE, name: 'Acme anew' }))).toEqual({ kind: 'accepted', name: 'Acme anew' });
    expect((await listApis()).map(({ id, name }) => [id, name])).toEqual([
      ['acme', 'Acme anew'],
      ['other', 'Other'],
    ]);
    await removeApi('acme');
    expect((await listApis()).map(({ id }) => id)).toEqual(['other']);
  });

  it('what has a mistake changes nothing: the last good one stays in force', async () => {
    await acceptApi(write(EXAMPLE));
    for (const broken of [
      '',
      '{',
      '[]',
      write({ ...EXAMPLE, extra: 1 }),
      write({ ...EXAMPLE, calls: [] }),
      ' '.repeat(300_000),
    ]) {
      const { kind } = await acceptApi(broken);
      expect(kind).toBe('refused');
      expect(kept()).toEqual([EXAMPLE]);
    }
  });

  it('has a bound, which does not stand in the way of changes', async () => {
    const nth = (n: number): string =>
      write({ ...oneCall({ url: `https://api${n}.example/v1` }), id: `api${n}`, name: `API ${n}` });
    for (let n = 0; n < DESCRIPTIONS_MAX; n += 1) expect(await acceptApi(nth(n))).toMatchObject({ kind: 'accepted' });
    expect(await acceptApi(nth(99))).toEqual({ kind: 'full', max: DESCRIPTIONS_MAX });
    expect(await acceptApi(nth(0))).toMatchObject({ kind: 'accepted' });
    expect(kept()).toHaveLength(DESCRIPTIONS_MAX);
  });

  it('what was stored in a form that cannot be read any more is passed over', async () => {
    seen.stored = { descriptions: [{ id: 'old' }, EXAMPLE] };
    expect((await listApis()).map(({ id }) => id)).toEqual(['acme']);
  });

  it('offers each as the text that it would be accepted from', async () => {
    await acceptApi(write(EXAMPLE));
    const [one] = await listApis();
    expect(one?.hosts).toEqual(['api.acme.example', 'console.acme.example']);
    expect(JSON.parse(one?.text ?? '')).toEqual(EXAMPLE);
    expect(one?.text).toContain('\n  "id": "acme"');
  });
});

describe('a preview', () => {
  it('names every address with what is read there, every link, and what money is counted in', async () => {
    const { preview } = await checkApi(write(EXAMPLE));
    expect(preview).toMatchObject({
      name: 'Acme Data',
      replaces: null,
      console: 'https://console.acme.example',
      units: ['credits', 'USD'],
      prices: 2,
      links: [
        { name: 'recharge', address: 'https://console.acme.example/billing' },
        { name: 'keys', address: 'https://console.acme.example/keys' },
        { name: 'transactions', address: 'https://console.acme.example/usage' },
      ],
    });
    const [enrich, chat, wallets] = preview?.places ?? [];
    expect(enrich).toEqual({
      kind: 'call',
      name: 'enrich',
      method: 'POST',
      address: 'https://api.acme.example/v1/enrich',
      reads: [
        { what: 'count', at: '$.companies[*]' },
        { what: 'billed', at: '$.meta.records' },
        { what: 'errors', at: '' },
      ],
    });
    expect(chat?.reads[0]).toEqual({ what: 'sizes', at: 'anthropic-messages' });
    expect(wallets).toMatchObject({
      kind: 'balance',
      method: 'GET',
      address: 'https://console.acme.example/api/wallets',
    });
    // Every path that stands in the file is in the preview.
    const shown = JSON.stringify(preview?.places);
    for (const path of JSON.stringify(EXAMPLE).match(/\$\.(?!\/)[\w.[\]*]+/g) ?? []) {
      if (!path.includes('schema')) expect(shown).toContain(path);
    }
    expect(kept()).toBeUndefined();
  });

  it('says whose place would be taken, and takes the addresses of nobody else', async () => {
    await acceptApi(write(EXAMPLE));
    expect((await checkApi(write({ ...EXAMPLE, name: 'New' }))).preview?.replaces).toBe('Acme Data');
    const { problems } = await checkApi(write({ ...EXAMPLE, id: 'thief' }));
    expect(problems.map(({ kind, detail }) => [kind, detail])).toEqual([
      ['known-name', 'Acme Data'],
      ['known-host', 'Acme Data'],
      ['known-address', 'own-acme'],
      ['known-address', 'own-acme'],
      ['known-address', 'own-acme'],
    ]);
    const known = await checkApi(write(oneCall({ url: 'https://api.openai.com/v1/chat/completions' })));
    expect(known.problems.map(({ kind, detail }) => [kind, detail])).toEqual([['known-address', 'openai']]);
    expect((await checkApi(write(minimal({ name: 'DeepSeek' })))).problems).toMatchObject([{ kind: 'known-name' }]);
  });
});

describe('posing as a relay', () => {
  const posing = (over: object, host: string): string =>
    write(
      minimal({
        console: `https://${host}`,
        calls: [
          { name: 'own', url: 'https://evil.example/v1' },
          { name: 'theirs', url: `https://${host}/v1/other` },
        ],
        balances: [{ name: 'wallet', url: `https://${host}/api/me`, unit: 'USD', available: '$.a' }],
        links: { recharge: 'https://evil.example/pay' },
        ...over,
      }),
    );
  const problemsOf = async (text: string) =>
    (await checkApi(text)).problems.map(({ kind, place, detail }) => [kind, place, detail]);
  const taken = (of: string) =>
    ['$.console', '$.calls[1].url', '$.balances[0].url'].map((place) => ['known-host', place, of]);

  it('that is known by name is refused, by its name and on each of its hosts', async () => {
    expect(await acceptApi(posing({ name: 'Laozhang API' }, 'api.laozhang.ai'))).toMatchObject({ kind: 'refused' });
    for (const site of namedSites) {
      for (const host of site.hosts) expect(await problemsOf(posing({}, host))).toEqual(taken(site.name));
      expect(await problemsOf(write(minimal({ name: site.name })))).toEqual([['known-name', '$.name', site.name]]);
    }
  });

  it('that was recognised is refused, and so is a provider’s own console', async () => {
    const facts = { ...usual, origin: 'https://relay.example', name: 'Relay' };
    seen.stored = { sites: [{ id: 'new-api@relay.example', facts, seenAt: 1 }] };
    expect(await problemsOf(posing({}, 'relay.example'))).toEqual(taken('Relay (relay.example)'));
    expect(await problemsOf(posing({ name: 'Relay' }, 'other.example'))).toEqual([
      ['known-name', '$.name', 'Relay (relay.example)'],
    ]);
    expect(await problemsOf(posing({}, 'platform.deepseek.com'))).toEqual(taken('DeepSeek'));
  });

  it('that is recognised later stays without a say on its pages', async () => {
    const { description } = readDescription(posing({}, 'relay.example'), NOBODY);
    learnOwnProviders(toProviders(description === null ? [] : [description]));
    const at = { protocol: 'https:', hostname: 'relay.example', port: '', pathname: '/' };
    const facts = { ...usual, origin: 'https://relay.example', name: null };
    const sites = [{ id: 'new-api@relay.example', facts, seenAt: 1 }];
    expect(findProviderAt(at, [])?.id).toBe('own-acme');
    expect(findAnswerer('relay.example')?.id).toBe('own-acme');
    expect(findAnswerer('relay.example', sites)?.id).toBe('new-api@relay.example');
    expect(findProviderAt(at, sites)?.id).toBe('new-api@relay.example');
    learnOwnProviders([]);
  });
});

const sample = (over: Partial<ApiSample>): ApiSample => ({
  method: 'POST',
  url: 'https://api.acme.example/v1/enrich',
  request: write({ companies: [{}, {}] }),
  status: null,
  headers: '',
  answer: '',
  ...over,
});

async function tried(over: Partial<ApiSample>, description: unknown = EXAMPLE) {
  const { trial } = await tryApi(write(description), sample(over), NOW);
  return {
    at: trial?.at ?? null,
    lines: trial?.lines.map((line) => renderText(line, 'en')),
    unmatched: trial?.unmatched.map(({ place, path }) => `${place} ${path}`),
  };
}

describe('a trial', () => {
  it('counts a request and says what it would cost and set aside', async () => {
    expect(await tried({})).toEqual({
      at: { kind: 'call', name: 'enrich' },
      lines: [
        'This is the call “enrich”.',
        'Asked for: Records, 2.',
        'It would cost 36 credits.',
        'Set aside first: 36 credits.',
      ],
      unmatched: [],
    });
  });

  it('says what an answer billed, and which path found nothing', async () => {
    const good = await tried({ status: 200, answer: write({ meta: { records: 1 } }) });
    expect(good.lines?.slice(-2)).toEqual([
      'Stated in the answer: Records, 1.',
      'The answer bills 18 credits, by its own figures.',
    ]);
    const bad = await tried({ status: 200, answer: '{}', request: write({ firms: [] }) });
    expect(bad.lines).toContain('The request could not be counted: it would go out unchecked.');
    expect(bad.unmatched).toEqual(['$.calls[0].count.path $.companies[*]', '$.calls[0].billed $.meta.records']);
    const silent = await tried({ status: 200, answer: '{}' });
    expect(silent.lines?.at(-1)).toBe(
      'The answer does not say what it billed: 36 credits would be booked, as asked for.',
    );
  });

  it('reads a call that speaks a known API, streamed or not', async () => {
    const request = write({
      model: 'acme-large',
      max_tokens: 100,
      messages: [{ role: 'user', content: 'Hello there' }],
    });
    const answer = [
      'event: message_start\ndata: {"type":"message_start","message":{"usage":{"input_tokens":1000,"output_tokens":1}}}\n\n',
      'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2000}}\n\n',
      'event: message_stop\ndata: {"type":"message_stop"}\n\n',
    ].join('');
    const { at, lines } = await tried({
      url: 'https://api.acme.example/v1/messages',
      request,
      status: 200,
      headers: 'Content-Type: text/event-stream\n',
      answer,
    });
    expect(at).toEqual({ kind: 'call', name: 'chat' });
    expect(lines).toContain('Model: acme-large.');
    expect(lines).toContain('At most 100 tokens of answer.');
    expect(lines?.join()).toMatch(/It would cost about \$[\d.]+, between/);
    expect(lines).toContain('The answer bills $0.033, by its own figures.');
  });

  it('says what an error means, by its patterns or else by its words', async () => {
    const message = 'You have 392 credits, this needs 450. Not enough credits!';
    const own = await tried({ status: 402, answer: write({ error: { message } }) });
    expect(own.lines?.slice(-3)).toEqual([
      'The error means: not enough money.',
      'It says that 392 credits are left.',
      'It says that 450 credits are needed.',
    ]);
    expect(own.unmatched).toEqual([]);
    const blind = await tried({ status: 402, answer: write({ error: { message: 'not enough credits' } }) });
    expect(blind.lines?.at(-1)).toBe('The words around the amounts were not found in it.');
    const words = await tried({ status: 400, answer: write({ error: 'Insufficient account balance' }) });
    expect(words.lines?.at(-1)).toBe('None of its patterns fits the error; by its words it means: not enough money.');
    const other = await tried({ status: 500, answer: write({ error: 'The teapot is short and stout' }) });
    expect(other.lines?.at(-1)).toMatch(/^The error is not about money/);
  });

  it('says what a balance means, and whose it is', async () => {
    const wallets = [{ unit: 'credits', total: 400, held: 8 }];
    const url = 'https://console.acme.example/api/wallets';
    const read = (answer: unknown) => tried({ method: 'get', url, request: '', status: 200, answer: write(answer) });
    expect(await read({ user: { id: 7, email: 'me@acme.example' }, wallets })).toEqual({
      at: { kind: 'balance', name: 'wallets' },
      lines: [
        'This is the balance “wallets”.',
        'Whose: me@acme.example.',
        'credits: 392 credits can be spent.',
        'credits: 8 credits are frozen.',
      ],
      unmatched: [],
    });
    const bare = await read({ wallets: [{ unit: 'credits' }] });
    expect(bare.lines).toContain('credits: what can be spent was not found.');
    expect(bare.lines?.join()).toContain('Whose it is was not found');
    expect(bare.unmatched).toContain('$.balances[0].available $.total');
    expect((await read('<html>')).lines).toContain('No balance was found in this answer: nothing would be kept of it.');
  });

  it('says where a request is none of its own', async () => {
    expect((await tried({ url: 'here' })).lines).toEqual([expect.stringMatching(/address of the request is none/)]);
    expect((await tried({ url: 'https://api.acme.example/v2' })).lines).toEqual([
      expect.stringMatching(/none of its addresses/),
    ]);
    expect((await tried({ method: 'GET' })).lines).toEqual([
      'The address is that of “enrich”, but that is sent with POST: nothing would be looked at.',
    ]);
  });

  it('of what has a mistake tells the mistake, and keeps nothing of what was pasted', async () => {
    expect((await tryApi('{', sample({}), NOW)).problems).toHaveLength(1);
    await acceptApi(write(EXAMPLE));
    await tried({ request: write({ companies: ['canary-4711'] }), answer: 'canary-4711', status: 200 });
    expect(JSON.stringify(seen)).not.toContain('canary-4711');
  });

  it('never fails on what people paste', async () => {
    for (const junk of ['', '[', 'null', '"x"', '{"companies": {"a": 1}}', `{"companies": ${'['.repeat(5000)}`]) {
      for (const status of [null, 200, 402]) await tried({ request: junk, answer: junk, headers: junk, status });
    }
  });
});
