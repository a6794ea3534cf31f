import fc from 'fast-check';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { openBatchFileTable } from '../../../companion/ledger/batch-file-table.ts';
import { known, openThrough, type Through } from './through.ts';

/* A batch is held by the sizes of its file, which passed by when it was handed in (MONEY, "Calls that settle later"). */

const KEY = 'sk-own';
const openai = ({ base }: Pick<Through, 'base'>, apiKey = KEY): OpenAI =>
  new OpenAI({ apiKey, baseURL: `${base}/v1`, maxRetries: 0 });

const CHAT = '/v1/chat/completions';
const lineOf = (custom_id: string, url: string, body: object): string =>
  JSON.stringify({ custom_id, method: 'POST', url, body });
const chat = (max_tokens: number | null, model = 'gpt-4o-mini'): object => ({
  ...{ model, messages: [{ role: 'user', content: 'Hello, how are you today?' }] },
  ...(max_tokens !== null && { max_tokens }),
});
const linesOf = (...bodies: readonly object[]): string =>
  bodies.map((body, index) => lineOf(`line-${index}`, CHAT, body)).join('\n');

async function handIn(client: OpenAI, text: string): Promise<string> {
  const file = await client.files.create({ file: new File([text], 'in.jsonl'), purpose: 'batch' });
  return file.id;
}
const begin = (client: OpenAI, input_file_id: string) =>
  client.batches.create({ input_file_id, endpoint: CHAT, completion_window: '24h' });

async function usage({ companion }: Through): Promise<readonly [bigint, bigint]> {
  const [{ spent, held } = { spent: -1n, held: -1n }] = await companion.holds.usage();
  return [spent, held];
}
const sum = (all: readonly bigint[]): bigint => all.reduce((total, one) => total + one, 0n);

describe('a batch of a file that passed by', () => {
  it('is held at the price of batches by what its requests may take at the most, and booked once', async () => {
    const through = await openThrough('openai');
    await through.setBudget(1_000_000_000n);
    const client = openai(through);
    const { id } = await begin(client, await handIn(client, linesOf(chat(1000), chat(3000))));
    const [spent, held] = await usage(through);
    expect(spent).toBe(0n);
    // $0.60 a million, halved: 4,000 tokens of answers, and some of input at $0.075.
    expect(held).toBeGreaterThan(4000n * 300n);
    expect(held).toBeLessThan(4000n * 300n + 100n * 75n);
    for (let asked = 0; asked < 3; asked += 1) await client.batches.retrieve(id);
    const ended = await client.batches.retrieve(id);
    await (await client.files.content(ended.output_file_id ?? '')).text();
    expect(known(await through.records(1))).toEqual(through.charged());
    await expect.poll(() => usage(through)).toEqual([sum(through.charged()), 0n]);
    expect(held).toBeGreaterThan(sum(through.charged()));
    expect(through.troubles).toEqual([]);
  });

  it('is stopped by a hard budget that it does not fit in, before it is made', async () => {
    const through = await openThrough('openai');
    await through.setBudget(1_000_000n);
    const client = openai(through);
    const file = await handIn(client, linesOf(chat(1000), chat(3000)));
    await expect(begin(client, file)).rejects.toMatchObject({ status: 402 });
    expect(through.seen().filter((path) => path.endsWith('/batches'))).toEqual([]);
    expect(await usage(through)).toEqual([0n, 0n]);
  });

  it('holds what its model may answer at the most where a request has no bound', async () => {
    const through = await openThrough('openai');
    await through.setBudget(100_000_000_000n);
    const client = openai(through);
    await begin(client, await handIn(client, linesOf(chat(null), chat(10))));
    // 16,384 tokens each.
    expect((await usage(through))[1]).toBeGreaterThan(2n * 16_384n * 300n);
  });

  it('that is cancelled bills what was done', async () => {
    const through = await openThrough('openai');
    await through.setBudget(1_000_000_000n);
    const client = openai(through);
    const { id } = await begin(client, await handIn(client, linesOf(chat(40), chat(40), chat(40), chat(40))));
    const { output_file_id, request_counts } = await client.batches.cancel(id);
    expect(request_counts).toMatchObject({ total: 4, completed: 2 });
    await client.batches.retrieve(id);
    await (await client.files.content(output_file_id ?? '')).text();
    expect(known(await through.records(1))).toEqual(through.charged());
    await expect.poll(() => usage(through)).toEqual([sum(through.charged()), 0n]);
  });

  it('that fails in part bills the rest', async () => {
    const through = await openThrough('openai');
    await through.setBudget(1_000_000_000n, { isHard: false });
    const client = openai(through);
    // Its second request is none, so how large the file is cannot be known.
    const file = await handIn(client, [linesOf(chat(40)), lineOf('b', CHAT, { model: 'gpt-4o-mini' })].join('\n'));
    const { id } = await begin(client, file);
    await client.batches.retrieve(id);
    const ended = await client.batches.retrieve(id);
    expect(ended.request_counts).toMatchObject({ completed: 1, failed: 1 });
    expect(known(await through.records(1))).toEqual(through.charged());
    await expect.poll(() => usage(through)).toEqual([sum(through.charged()), 0n]);
  });

  it('books once whatever is asked of it, in whatever order, however often', { timeout: 30_000 }, async () => {
    const through = await openThrough('openai');
    await through.setBudget(100_000_000_000n);
    const client = openai(through);
    let made = 0;
    const asks = ['batch', 'results', 'input', 'cancel'] as const;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...asks), { minLength: 1, maxLength: 7 }), async (order) => {
        const file = await handIn(client, linesOf(chat(20), chat(30)));
        const { id } = await begin(client, file);
        const ask = async (what: (typeof asks)[number]): Promise<void> => {
          if (what === 'batch') await client.batches.retrieve(id);
          else if (what === 'cancel') await client.batches.cancel(id);
          else await (await client.files.content(what === 'input' ? file : `file-of-${id}`)).text();
        };
        // Results that are not there yet are an error.
        for (const what of order) await ask(what).catch(() => undefined);
        for (const what of ['batch', 'batch', 'results', ...order] as const) await ask(what);
        made += 1;
        expect(known(await through.records(made))).toEqual(through.charged());
        await expect.poll(() => usage(through)).toEqual([sum(through.charged()), 0n]);
      }),
      { numRuns: 8 },
    );
  });
});

describe('a file', () => {
  const soft = { isHard: false } as const;

  it('that nobody saw leaves the batch as unknown as it is', async () => {
    const through = await openThrough('openai');
    await through.setBudget(1_000_000_000n, soft);
    const file = await handIn(openai({ base: through.sandbox.origin }), linesOf(chat(40)));
    await begin(openai(through), file);
    expect(await usage(through)).toEqual([0n, 0n]);
    await through.setBudget(1_000_000_000n);
    await expect(begin(openai(through), file)).rejects.toMatchObject({ status: 402 });
  });

  it('is known for the key that handed it in, and for no other', async () => {
    const through = await openThrough('openai');
    await through.setBudget(1_000_000_000n, soft);
    const file = await handIn(openai(through), linesOf(chat(40)));
    await begin(openai(through, 'sk-other'), file);
    expect(await usage(through)).toEqual([0n, 0n]);
    await begin(openai(through), file);
    expect((await usage(through))[1]).toBeGreaterThan(0n);
  });

  it('is remembered by its sizes, and nothing of what stood in it', async () => {
    const through = await openThrough('openai');
    const client = openai(through);
    await handIn(client, linesOf({ ...chat(40), messages: [{ role: 'user', content: 'Zanzibar' }] }));
    await expect.poll(() => readFiles(through)).toHaveLength(1);
    const [row] = await readFiles(through);
    expect(row).toMatchObject({ provider: 'openai', draft: { answers: 1, outputTokensMax: 40, model: 'gpt-4o-mini' } });
    expect(JSON.stringify(row)).not.toMatch(/Zanzibar|line-0|in\.jsonl|sk-own/);
  });
});

async function readFiles({ companion }: Through) {
  return companion.store.transactBelow(async ({ tx, ledger }) => [...(await openBatchFileTable(tx, ledger).toArray())]);
}
