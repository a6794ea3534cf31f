import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { known, openThrough, type Through } from './through.ts';

/* Calls that settle later (MONEY): held at creation, settled once when a terminal object passes by, by what was done. */

const MODEL = 'claude-sonnet-4-5';
const params = { model: MODEL, max_tokens: 40, messages: [{ role: 'user' as const, content: 'Hello' }] };
const anthropic = ({ base }: Through): Anthropic => new Anthropic({ apiKey: 'sk-own', baseURL: base, logLevel: 'off' });
const openai = ({ base }: Through): OpenAI => new OpenAI({ apiKey: 'sk-own', baseURL: `${base}/v1` });

async function usage(through: Through): Promise<readonly (readonly [bigint, bigint])[]> {
  return (await through.companion.holds.usage()).map(({ spent, held }) => [spent, held] as const);
}
const sum = (all: readonly bigint[]): bigint => all.reduce((total, one) => total + one, 0n);

describe('a batch of messages', () => {
  it('holds what it may take, books nothing while it runs, and once when its results pass by', async () => {
    const through = await openThrough('anthropic');
    await through.setBudget(1_000_000_000n);
    const { batches } = anthropic(through).messages;
    const requests = ['a', 'b', 'c'].map((custom_id) => ({ custom_id, params }));
    const { id } = await batches.create({ requests });
    const [[spent, held] = [0n, 0n]] = await usage(through);
    expect(spent).toBe(0n);
    expect(held).toBeGreaterThan(0n);
    await batches.retrieve(id);
    expect(await through.records(0)).toEqual([]);
    expect(await usage(through)).toEqual([[0n, held]]);
    expect((await batches.retrieve(id)).processing_status).toBe('ended');
    // That it is over is known; what it took its results say.
    const results = await fetch(`${through.base}/v1/messages/batches/${id}/results`, {
      headers: { 'x-api-key': 'sk-own' },
    });
    expect((await results.text()).trim().split('\n')).toHaveLength(3);
    expect(known(await through.records(1))).toEqual(through.charged());
    await expect.poll(() => usage(through)).toEqual([[sum(through.charged()), 0n]]);
    // Read again, nothing is booked.
    await (
      await fetch(`${through.base}/v1/messages/batches/${id}/results`, { headers: { 'x-api-key': 'sk-own' } })
    ).text();
    await batches.retrieve(id);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await through.records(1)).toHaveLength(1);
    expect(await usage(through)).toEqual([[sum(through.charged()), 0n]]);
  });

  it('that is cancelled, or fails in part, bills what completed', async () => {
    const through = await openThrough('anthropic');
    await through.setBudget(1_000_000_000n);
    const { batches } = anthropic(through).messages;
    const requests = ['a', 'b', 'c', 'd'].map((custom_id) => ({ custom_id, params }));
    const { id } = await batches.create({ requests });
    await batches.cancel(id);
    await batches.retrieve(id);
    const results = await fetch(`${through.base}/v1/messages/batches/${id}/results`, {
      headers: { 'x-api-key': 'sk-own' },
    });
    const lines = (await results.text()).trim().split('\n');
    expect(lines.filter((line) => line.includes('"succeeded"'))).toHaveLength(2);
    expect(known(await through.records(1))).toEqual(through.charged());
    await expect.poll(() => usage(through)).toEqual([[sum(through.charged()), 0n]]);
  });

  it('of which nothing was done is over when that is told, and costs nothing', async () => {
    const through = await openThrough('anthropic');
    await through.setBudget(1_000_000_000n);
    const { batches } = anthropic(through).messages;
    const { id } = await batches.create({ requests: [{ custom_id: 'a', params }] });
    await batches.cancel(id);
    expect(known(await through.records(1))).toEqual([0n]);
    await expect.poll(() => usage(through)).toEqual([[0n, 0n]]);
  });

  it('of several models is booked for each, and all of it counts in its budgets', async () => {
    const through = await openThrough('anthropic');
    await through.setBudget(1_000_000_000n);
    const { batches } = anthropic(through).messages;
    const other = { ...params, model: 'claude-haiku-4-5' };
    const { id } = await batches.create({
      requests: [
        { custom_id: 'a', params },
        { custom_id: 'b', params: other },
      ],
    });
    // Each is held at its own price: what the dearer one alone can cost is less, twice that is more.
    const [[spent, held] = [0n, 0n]] = await usage(through);
    const most = 40n * 15_000n;
    expect(spent).toBe(0n);
    expect(held > most / 2n && held < most * 2n).toBe(true);
    await batches.retrieve(id);
    await batches.retrieve(id);
    await (
      await fetch(`${through.base}/v1/messages/batches/${id}/results`, { headers: { 'x-api-key': 'sk-own' } })
    ).text();
    const booked = await through.records(2);
    expect(sum(booked.map(({ cost }) => cost?.likelyNano ?? 0n))).toBe(sum(through.charged()));
    await expect.poll(() => usage(through)).toEqual([[sum(through.charged()), 0n]]);
  });

  it('is settled by whoever asks: another tool, or one that gives another label', async () => {
    const through = await openThrough('anthropic');
    const { id } = await anthropic(through).messages.batches.create({ requests: [{ custom_id: 'a', params }] });
    const headers = { 'x-api-key': 'sk-own', 'tollkeeper-label': 'nightly' };
    for (const path of [id, id, `${id}/results`])
      await (await fetch(`${through.base}/v1/messages/batches/${path}`, { headers })).text();
    expect(known(await through.records(1))).toEqual(through.charged());
  });
});

describe('a batch of a file', () => {
  it('is booked once, by what the batch itself or its results say', async () => {
    const through = await openThrough('openai');
    const client = openai(through);
    const lines = ['a', 'b', 'c'].map((custom_id) => {
      const body = { model: 'gpt-4o-mini', max_tokens: 40, messages: [{ role: 'user', content: 'Hello' }] };
      return JSON.stringify({ custom_id, method: 'POST', url: '/v1/chat/completions', body });
    });
    const file = await client.files.create({ file: new File([lines.join('\n')], 'in.jsonl'), purpose: 'batch' });
    const batch = await client.batches.create({
      ...{ input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' },
    });
    expect((await client.batches.retrieve(batch.id)).status).toBe('in_progress');
    expect(await through.records(0)).toEqual([]);
    const ended = await client.batches.retrieve(batch.id);
    expect(ended.status).toBe('completed');
    expect(known(await through.records(1))).toEqual(through.charged());
    const results = await client.files.content(ended.output_file_id ?? '');
    expect((await results.text()).trim().split('\n')).toHaveLength(3);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await through.records(1)).toHaveLength(1);
  });
});

describe('a response in the background', () => {
  const ask = { model: 'gpt-4o-mini', input: 'Hello', max_output_tokens: 50, background: true } as const;

  it('is held until it has ended, and booked once', async () => {
    const through = await openThrough('openai');
    await through.setBudget(1_000_000_000n);
    const { responses } = openai(through);
    const { id, status } = await responses.create(ask);
    expect(status).toBe('queued');
    const [[spent, held] = [0n, 0n]] = await usage(through);
    expect([spent, held > 0n]).toEqual([0n, true]);
    await responses.retrieve(id);
    expect(await through.records(0)).toEqual([]);
    expect((await responses.retrieve(id)).status).toBe('incomplete');
    expect(known(await through.records(1))).toEqual(through.charged());
    await responses.retrieve(id);
    await expect.poll(() => usage(through)).toEqual([[sum(through.charged()), 0n]]);
    expect(await through.records(1)).toHaveLength(1);
  });

  it('that is cancelled without a word of what was made costs what nobody knows, and is held no longer', async () => {
    const through = await openThrough('openai');
    await through.setBudget(1_000_000_000n);
    const { responses } = openai(through);
    const { id } = await responses.create(ask);
    // The answer to that says it: nobody needs to ask again.
    expect((await responses.cancel(id)).status).toBe('cancelled');
    const [taken = -1n] = through.charged();
    const [record] = await through.records(1);
    expect(record?.certainty).not.toBe('billed');
    // What nobody knows is booked at the least as what it was.
    expect(record?.cost && taken <= record.cost.highNano).toBe(true);
    await expect.poll(async () => (await usage(through))[0]?.[1]).toBe(0n);
  });
});

describe('a prediction', () => {
  const headers = { authorization: 'Bearer r8', 'content-type': 'application/json' };
  const begin = (through: Through, more: object = {}): Promise<Response> =>
    fetch(`${through.base}/v1/models/black-forest-labs/flux/predictions`, {
      ...{ method: 'POST', headers: { ...headers, ...more }, body: JSON.stringify({ input: { prompt: 'a pear' } }) },
    });

  it('leaves one record, of what its machine took, when it is seen to have ended', async () => {
    const through = await openThrough('replicate');
    const { id } = (await (await begin(through)).json()) as { id: string };
    for (const status of ['processing', 'succeeded', 'succeeded']) {
      const told = await fetch(`${through.base}/v1/predictions/${id}`, { headers });
      expect(await told.json()).toMatchObject({ status });
    }
    const [record] = await through.records(1);
    expect(record?.usage).toEqual({ milliseconds: 1500 });
  });

  it('that was waited for is booked at once, and not again', async () => {
    const through = await openThrough('replicate');
    const { id } = (await (await begin(through, { prefer: 'wait' })).json()) as { id: string };
    await through.records(1);
    await (await fetch(`${through.base}/v1/predictions/${id}`, { headers })).text();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await through.records(1))[0]?.usage).toEqual({ milliseconds: 1500 });
  });
});
