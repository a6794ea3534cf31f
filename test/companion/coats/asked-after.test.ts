import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { known, openThrough, type Through } from './through.ts';

/* Work that ends while no client asks: the companion does, with the key of a named account (MONEY, "Calls that settle later"). */

const KEY = 'sk-of-work-1';
const MINUTE = 60_000;
const openai = ({ base }: Through, apiKey = KEY): OpenAI => new OpenAI({ apiKey, baseURL: `${base}/v1` });
const sum = (all: readonly bigint[]): bigint => all.reduce((total, one) => total + one, 0n);

/** The day's time alone is put forward: timers and sockets go on. */
let laterMs = 0;
beforeEach(() => {
  const clock = Date.now.bind(Date);
  laterMs = 0;
  vi.spyOn(Date, 'now').mockImplementation(() => clock() + laterMs);
});
afterEach(() => vi.restoreAllMocks());

async function lookAfter(through: Through, minutes: number): Promise<readonly string[]> {
  const before = through.seen().length;
  laterMs += minutes * MINUTE;
  await through.companion.watch.look();
  // A look asks for the bills of the organization as well, once a day.
  return through
    .seen()
    .slice(before)
    .filter((path) => !/^\/v1\/organizations?\//.test(path));
}

async function usage({ companion }: Through): Promise<readonly [bigint, bigint]> {
  const [{ spent, held } = { spent: -1n, held: -1n }] = await companion.holds.usage();
  return [spent, held];
}

async function beginBatch(client: OpenAI): Promise<string> {
  const lines = ['a', 'b'].map((custom_id) => {
    const body = { model: 'gpt-4o-mini', max_tokens: 40, messages: [{ role: 'user', content: 'Hello' }] };
    return JSON.stringify({ custom_id, method: 'POST', url: '/v1/chat/completions', body });
  });
  const file = await client.files.create({ file: new File([lines.join('\n')], 'in.jsonl'), purpose: 'batch' });
  const endpoint = '/v1/chat/completions';
  return (await client.batches.create({ input_file_id: file.id, endpoint, completion_window: '24h' })).id;
}

describe('work that nobody asks after', () => {
  it('a batch of a file is asked after until it has ended, and booked once', async () => {
    const through = await openThrough('openai', { accountKey: KEY });
    await through.setBudget(1_000_000_000n);
    const id = await beginBatch(openai(through));
    const held = (await usage(through))[1];
    expect(held).toBeGreaterThan(0n);
    // Whoever made it asks at once, if anybody does.
    expect(await lookAfter(through, 0)).toEqual([]);
    expect(await lookAfter(through, 2)).toEqual([`/v1/batches/${id}`]);
    expect(await usage(through)).toEqual([0n, held]);
    // Not at every pulse.
    expect(await lookAfter(through, 0.5)).toEqual([]);
    expect(await lookAfter(through, 2)).toContain(`/v1/batches/${id}`);
    expect(known(await through.records(1))).toEqual(through.charged());
    await expect.poll(() => usage(through)).toEqual([sum(through.charged()), 0n]);
    expect(await lookAfter(through, 60)).toEqual([]);
    expect(await through.records(1)).toHaveLength(1);
    expect(through.troubles).toEqual([]);
  });

  it('a batch of messages is booked by its results, for each of its models', async () => {
    const through = await openThrough('anthropic', { accountKey: KEY });
    await through.setBudget(1_000_000_000n, { isHard: false, onFailure: 'open' });
    const { batches } = new Anthropic({ apiKey: KEY, baseURL: through.base, logLevel: 'off' }).messages;
    const message = { max_tokens: 40, messages: [{ role: 'user' as const, content: 'Hello' }] };
    const { id } = await batches.create({
      requests: [
        { custom_id: 'a', params: { ...message, model: 'claude-sonnet-4-5' } },
        { custom_id: 'b', params: { ...message, model: 'claude-haiku-4-5' } },
      ],
    });
    expect(await lookAfter(through, 2)).toEqual([`/v1/messages/batches/${id}`]);
    expect(await lookAfter(through, 2)).toEqual([`/v1/messages/batches/${id}`, `/v1/messages/batches/${id}/results`]);
    expect(sum(known(await through.records(2)).map((one) => one ?? 0n))).toBe(sum(through.charged()));
    await expect.poll(() => usage(through)).toEqual([sum(through.charged()), 0n]);
    expect(through.troubles).toEqual([]);
  });

  it('a response in the background, and one that a client reads meanwhile, are booked once', async () => {
    const through = await openThrough('openai', { accountKey: KEY });
    const { responses } = openai(through);
    const ask = { model: 'gpt-4o-mini', input: 'Hello', max_output_tokens: 50, background: true } as const;
    const [left, read] = [await responses.create(ask), await responses.create(ask)];
    await responses.retrieve(read.id);
    await lookAfter(through, 2);
    await responses.retrieve(read.id);
    expect(await lookAfter(through, 3)).toContain(`/v1/responses/${left.id}`);
    expect(sum(known(await through.records(2)).map((one) => one ?? 0n))).toBe(sum(through.charged()));
    expect(through.charged()).toHaveLength(2);
  });

  it('of another wallet is asked after with no key but its own', async () => {
    const through = await openThrough('openai', { accountKey: KEY });
    await beginBatch(openai(through, 'sk-of-somebody-else'));
    expect(await lookAfter(through, 5)).toEqual([]);
    expect(await lookAfter(through, 60)).toEqual([]);
  });
});
