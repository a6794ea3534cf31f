import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { known, openThrough, type Through } from '../through.ts';

const run = promisify(execFile);
const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** Begins a stream, and is ended when the first of it has come. */
async function leave({ base }: Through, path: string, body: object): Promise<void> {
  const args = ['-sS', '-N', base + path, '-H', 'authorization: Bearer sk-own', '-d', JSON.stringify(body)];
  const child = spawn('curl', [...args, '-H', 'content-type: application/json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  child.kill();
  await once(child, 'exit');
}

/** What curl prints: the head, an empty line, the body. */
async function curl({ base }: Through, body: object, ...more: readonly string[]): Promise<string> {
  const args = ['-sS', '-i', '-N', `${base}/v1/chat/completions`, '-H', 'authorization: Bearer sk-own', ...more];
  const { stdout } = await run('curl', [...args, '-H', 'content-type: application/json', '-d', JSON.stringify(body)]);
  return stdout;
}
const ask = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 20 };

describe.skipIf(!hasCurl)('curl', () => {
  it('answers and streams, also over compressed requests; the ledger has what the provider took', async () => {
    const through = await openThrough('openai');
    expect(await curl(through, ask)).toContain('"finish_reason":"length"');
    const streamed = await curl(through, { ...ask, stream: true }, '--compressed');
    expect(streamed).toContain('data: [DONE]');
    // It did not ask for usage: what we asked for was taken out again, and is named.
    expect(streamed).not.toContain('"usage":{');
    expect(streamed.toLowerCase()).toContain('tollkeeper-changed:');
    expect(known(await through.records(2))).toEqual(through.charged());
  });

  it('that is ended during a stream ends it at the provider, and what came is booked with what may have been made', async () => {
    const through = await openThrough('openai', { rules: { chunkDelayMs: 20 } });
    await leave(through, '/v1/chat/completions', { ...ask, max_tokens: 200, stream: true });
    const [record] = await through.records(1);
    expect(record?.outcome).toBe('cut');
    await expect.poll(() => through.sandbox.world.requests[0]?.aborted).toBe(true);
    const [taken = 0n] = through.charged();
    expect(record?.cost && record.cost.lowNano <= taken && taken <= record.cost.highNano).toBe(true);
  });

  it('that is ended where streams are billed in full is booked with all of it', async () => {
    const through = await openThrough('groq', { rules: { chunkDelayMs: 20 } });
    await leave(through, '/openai/v1/chat/completions', { ...ask, model: 'llama-3.3-70b-versatile', stream: true });
    const [record] = await through.records(1);
    expect(record).toMatchObject({ outcome: 'answer', certainty: 'billed' });
    expect(known(await through.records(1))).toEqual(through.charged());
    expect(through.sandbox.world.requests[0]?.aborted).toBe(false);
  });

  it('is refused in the form it accepts', async () => {
    const through = await openThrough('openai');
    await through.setBudget(10n);
    const native = await curl(through, ask);
    expect(native).toMatch(/^HTTP\/1\.1 402/);
    expect(native).toContain('"code":"tollkeeper_budget_exceeded"');
    const plain = await curl(through, ask, '-H', 'accept: application/problem+json');
    expect(plain).toContain('content-type: application/problem+json');
    expect(through.seen()).toEqual([]);
  });
});
