import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { known, openThrough, type Through } from '../through.ts';

const run = promisify(execFile);
const hasCurl = spawnSync('curl', ['--version']).status === 0;

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
