import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccessPort } from '../../../companion/gateway/access-port.ts';
import type { RunningGateway } from '../../../companion/gateway/start-gateway.ts';
import { parsePath } from '../../../lib/domain/json-path.ts';
import { providers } from '../../../lib/providers/registry.ts';
import { type Closed, closeAll, openGateway, rawPost, recordingPort, standIn } from './support.ts';

/* Addresses in the bodies of answers, provider by provider, where the key is ours. */

const TOKEN = `tkp_${'a'.repeat(43)}`;
const KEY = 'key-of-the-account';
const access: AccessPort = {
  findTool: (token) => (token === TOKEN ? { name: 'ci', label: null, accounts: {} } : null),
  findAccount: (provider) => ({ id: `a-${provider}`, name: 'work', provider, key: KEY }),
};

const open: Closed[] = [];
afterEach(() => closeAll(open));

let answers: Record<string, unknown>;
let got: { readonly path: string; readonly keys: readonly string[] }[];
let gateway: RunningGateway;

beforeEach(async () => {
  answers = {};
  got = [];
  const upstream = await standIn((request, response) => {
    const { authorization, 'x-api-key': apiKey, 'x-goog-api-key': googKey } = request.headers;
    const keys = [authorization, apiKey, googKey].flatMap((key) => String(key ?? '').replace('Bearer ', '') || []);
    got.push({ path: request.url ?? '', keys });
    const body = answers[(request.url ?? '').split('?', 1)[0] ?? ''];
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
  });
  const names = ['anthropic', 'google-gemini', 'replicate', 'serpapi', 'firecrawl', 'openrouter'];
  gateway = await openGateway({
    review: recordingPort(),
    access,
    standIns: Object.fromEntries(names.map((name) => [name, upstream.origin])),
  });
  open.push(upstream, { close: () => gateway.stop() });
});

const ask = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(gateway.origin + path, { headers: { authorization: `Bearer ${TOKEN}`, ...headers } });
  return { body: await response.json(), changed: response.headers.get('tollkeeper-changed') };
};

const SIGNED = 'https://storage.example/out.mp4?X-Amz-Signature=abc&X-Amz-Expires=60';

describe('addresses in answers', () => {
  it.each([
    {
      name: 'anthropic',
      path: '/v1/messages/batches',
      body: {
        data: [
          { id: 'b1', results_url: 'https://api.anthropic.com/v1/messages/batches/b1/results' },
          { id: 'b2', results_url: null },
          { id: 'b3', results_url: 'https://api.anthropic.com/v1/messages/batches/b3/results' },
        ],
      },
      led: ['data.0.results_url', 'data.2.results_url'],
      changed: 'data[*].results_url',
    },
    {
      name: 'replicate',
      path: '/v1/predictions',
      body: {
        next: 'https://api.replicate.com/v1/predictions?cursor=c1',
        previous: null,
        results: [{ urls: { get: 'https://api.replicate.com/v1/predictions/p1', web: 'https://replicate.com/p/p1' } }],
      },
      led: ['next', 'results.0.urls.get'],
      changed: 'next, results[*].urls.get',
    },
    {
      name: 'google-gemini',
      path: '/v1beta/models/veo-3/operations/o1',
      body: {
        done: true,
        response: {
          generateVideoResponse: {
            generatedSamples: [
              { video: { uri: 'https://generativelanguage.googleapis.com/v1beta/files/f1:download?alt=media' } },
              { video: { uri: SIGNED } },
            ],
          },
        },
      },
      led: ['response.generateVideoResponse.generatedSamples.0.video.uri'],
      changed: 'response.generateVideoResponse.generatedSamples[*].video.uri',
    },
    {
      name: 'google-gemini',
      path: '/v1beta/files/f1',
      body: {
        uri: 'https://generativelanguage.googleapis.com/v1beta/files/f1',
        downloadUri: 'https://generativelanguage.googleapis.com/v1beta/files/f1:download?alt=media',
      },
      led: ['downloadUri'],
      changed: 'downloadUri',
    },
    {
      name: 'serpapi',
      path: '/search.json',
      body: {
        search_metadata: { json_endpoint: 'https://serpapi.com/searches/s1.json', google_url: 'https://google.com/x' },
        serpapi_pagination: {
          next: 'https://serpapi.com/search.json?q=a&start=10',
          other_pages: { 2: 'https://serpapi.com/search.json?q=a&start=10' },
        },
      },
      led: ['search_metadata.json_endpoint', 'serpapi_pagination.next', 'serpapi_pagination.other_pages.2'],
      changed: 'search_metadata.json_endpoint, serpapi_pagination.next, serpapi_pagination.other_pages[*]',
    },
    {
      name: 'firecrawl',
      path: '/v2/batch/scrape/j1',
      body: {
        next: 'https://api.firecrawl.dev/v2/batch/scrape/j1?skip=10',
        data: [{ metadata: { url: 'https://api.firecrawl.dev/v2/batch/scrape/j1' } }],
      },
      led: ['next'],
      changed: 'next',
    },
    {
      name: 'openrouter',
      path: '/api/v1/videos/v1',
      body: {
        polling_url: 'https://openrouter.ai/api/v1/videos/v1',
        unsigned_urls: ['https://openrouter.ai/api/v1/videos/v1/content?index=0', SIGNED],
      },
      led: ['polling_url', 'unsigned_urls.0'],
      changed: 'polling_url, unsigned_urls[*]',
    },
  ])('$name, $path: those of the API lead back here, signed ones and all else stay', async (row) => {
    const { name, path, body, led, changed } = row;
    answers[path] = body;
    const answer = await ask(`/${name}${path}`);
    const expected = structuredClone(body) as Record<string, unknown>;
    for (const place of led) {
      const steps = place.split('.');
      const holder = steps.slice(0, -1).reduce<Record<string, unknown>>((at, step) => at[step] as never, expected);
      const was = new URL(String(holder[steps.at(-1) ?? '']));
      holder[steps.at(-1) ?? ''] = `${gateway.origin}/${name}${was.pathname}${was.search}`;
    }
    expect(answer.body).toEqual(expected);
    expect(answer.changed).toBe(changed);
  });

  it.each(['signature', 'X-Tos-Signature', 'q-signature'])(
    'an address on the provider’s own host with a %s is good only as it stands',
    async (name) => {
      const signed = `https://api.replicate.com/v1/files/f1/download?${name}=abc&expiry=1`;
      answers['/v1/predictions'] = { next: signed };
      expect(await ask('/replicate/v1/predictions')).toEqual({ body: { next: signed }, changed: null });
    },
  );

  it('other answers of such a provider are not held back: what a model writes goes out as it comes', async () => {
    const results_url = 'https://api.anthropic.com/v1/messages/batches/b1/results';
    answers['/v1/messages'] = { results_url };
    const { body } = await rawPost(gateway.port, '{}', { authorization: `Bearer ${TOKEN}` }, '/anthropic/v1/messages');
    expect(JSON.parse(body.toString())).toEqual({ results_url });
  });

  it('the official Anthropic SDK reads the results of a batch here, and our token goes no further', async () => {
    const results_url = 'https://api.anthropic.com/v1/messages/batches/b1/results';
    answers['/v1/messages/batches/b1'] = { id: 'b1', processing_status: 'ended', results_url };
    answers['/v1/messages/batches/b1/results'] = '{"custom_id":"one","result":{"type":"expired"}}\n';
    const client = new Anthropic({ baseURL: `${gateway.origin}/anthropic`, apiKey: TOKEN, maxRetries: 0 });
    const read: string[] = [];
    for await (const { custom_id } of await client.messages.batches.results('b1')) read.push(custom_id);
    expect(read).toEqual(['one']);
    expect(got).toEqual([
      { path: '/v1/messages/batches/b1', keys: [KEY] },
      { path: '/v1/messages/batches/b1/results', keys: [KEY] },
    ]);
  });

  it('the official Gemini SDK takes a file’s name out of its address: that one stays as it is', async () => {
    const uri = 'https://generativelanguage.googleapis.com/v1beta/files/f1:download?alt=media';
    answers['/v1beta/files/f1'] = { name: 'files/f1', uri, downloadUri: uri };
    const ai = new GoogleGenAI({ apiKey: TOKEN, httpOptions: { baseUrl: `${gateway.origin}/gemini` } });
    expect((await ai.files.get({ name: 'files/f1' })).downloadUri).toBe(uri);
    expect(got).toEqual([{ path: '/v1beta/files/f1', keys: [KEY] }]);
  });
});

const leading = providers.flatMap(({ id, leadsTo }) => (leadsTo === undefined ? [] : [{ id, leadsTo }]));

describe.each(leading)('$id', ({ leadsTo: { at, on = [] } }) => {
  it('names places that are understood', () => {
    expect(
      at.filter((path) => path.split('[*]').some((part, index) => parsePath(index ? `$${part}` : part) === null)),
    ).toEqual([]);
    expect(on.filter((path) => !path.startsWith('/'))).toEqual([]);
  });
});
