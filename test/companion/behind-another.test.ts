import { request as ask, type IncomingHttpHeaders } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { demoKeys } from '../../companion/sandbox/world.ts';
import { standIn } from './gateway/support.ts';
import { type Running, runCompanion, send } from './running-companion.ts';

/* A companion whose provider is reached through another one. */

/** What a way between two of them saw go by, in the order it came. */
interface Way {
  readonly origin: string;
  readonly seen: { readonly url: string; readonly headers: IncomingHttpHeaders }[];
}

/** Hands on what comes, behind a path of its own. */
async function openWay(to: string): Promise<Way> {
  const seen: { readonly url: string; readonly headers: IncomingHttpHeaders }[] = [];
  const way = await standIn((request, response) => {
    const { method, headers, url = '' } = request;
    seen.push({ url, headers });
    const onward = ask(`${to}${url}`, { method, headers: { ...headers, host: new URL(to).host } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  onTestFinished(way.close);
  return { origin: way.origin, seen };
}

async function open(): Promise<{
  readonly inner: Running;
  readonly outer: Running;
  readonly toProvider: Way;
  readonly between: Way;
}> {
  const far = await runCompanion();
  const toProvider = await openWay(far.sandbox.origin);
  const inner = await runCompanion({ standIns: { sandbox: toProvider.origin } });
  const between = await openWay(`${inner.origin}/sandbox`);
  const outer = await runCompanion({ standIns: { sandbox: between.origin } });
  for (const one of [inner, outer])
    await one.ask('PUT', '/api/v1/budgets/all', { body: { limit: '50', per: 'month' } });
  return { inner, outer, toProvider, between };
}

const callsOf = async ({ ask }: Running) => (await ask('GET', '/api/v1/calls')).body.calls;
const stateOf = async ({ ask }: Running) => {
  const [{ spent, held }] = (await ask('GET', '/api/v1/budgets')).body.budgets;
  return { spent, held };
};

it.each([
  ['whole', {}],
  ['streamed', { stream: true, stream_options: { include_usage: true } }],
])(
  'a %s answer passes both, is booked once, by the one at the provider, and no token goes further than its companion',
  async (_, how) => {
    const { inner, outer, toProvider, between } = await open();
    await outer.ask('POST', '/api/v1/accounts', {
      body: { provider: 'sandbox', name: 'work', key: demoKeys.default, to: 'file' },
    });
    const { token } = (
      await outer.ask('POST', '/api/v1/tools', { body: { name: 'script', accounts: { sandbox: 'work' } } })
    ).body;
    expect(token).toMatch(/^tkp_/);
    const body = { model: 'toll-mini', messages: [{ role: 'user', content: 'How far?' }], max_tokens: 50, ...how };
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await send(`${outer.origin}/sandbox/v1/chat/completions`, { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('usage');
    await expect.poll(() => callsOf(inner)).toHaveLength(1);
    const [call] = await callsOf(inner);
    expect(answer.headers['tollkeeper-call-id']).toBe(call.id);
    await expect.poll(() => stateOf(inner)).toEqual({ spent: call.cost.likely, held: '0' });
    await expect.poll(() => stateOf(outer)).toEqual({ spent: '0', held: '0' });
    expect(await callsOf(outer)).toEqual([]);
    for (const way of [between, toProvider]) {
      expect(way.seen).toHaveLength(1);
      expect(JSON.stringify(way.seen)).not.toContain('tkp_');
      expect(way.seen[0]?.headers.authorization).toBe(`Bearer ${demoKeys.default}`);
      expect(Object.keys(way.seen[0]?.headers ?? {}).filter((name) => name.startsWith('tollkeeper'))).toEqual([]);
    }
  },
);
