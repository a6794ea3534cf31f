import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { runCompanion } from '../running-companion.ts';

const PROMPT = 'the-prompt-that-nobody-may-keep';
const OWN_KEY = demoKeys.default;
const NAMED_KEY = 'sk-sandbox-named-key-of-nobody-else';

it('no key, token, prompt or answer is among the bytes of the ledger, its log or its copies', async () => {
  const { folder, ask, chat, companion } = await runCompanion({ isPolling: false });
  await ask('POST', '/api/v1/accounts', { body: { provider: 'sandbox', name: 'work', key: NAMED_KEY } });
  const { body: tool } = await ask('POST', '/api/v1/tools', {
    body: { name: 'script', accounts: { sandbox: 'work' } },
  });
  await ask('PUT', '/api/v1/budgets/all', { body: { limit: '50', per: 'day' } });
  const messages = [{ role: 'user', content: PROMPT }];
  const answers = [
    await chat({ messages }),
    await chat({ messages, stream: true }),
    // Refused, and a key that nobody has: what is said of errors may repeat it.
    await chat({ messages }, { authorization: `Bearer ${tool.token}` }),
    await chat({ messages, model: 'toll-nothing' }),
  ];
  await expect.poll(async () => (await ask('GET', '/api/v1/calls')).body.calls.length).toBeGreaterThanOrEqual(3);
  expect(answers[0]?.status).toBe(200);
  const answer: string = answers[0]?.body.choices[0].message.content;
  expect(answer.length).toBeGreaterThan(10);
  // What is remembered is written by then.
  await companion.store.writeLate();
  const files = readdirSync(folder).filter((name) => name.startsWith('ledger'));
  expect(files).toContain('ledger.sqlite');
  const bytes = files.map((name) => readFileSync(join(folder, name)));
  const holds = (text: string, encoding: BufferEncoding = 'utf8'): boolean =>
    bytes.some((file) => file.includes(Buffer.from(text, encoding)));
  const id: string = (await ask('GET', '/api/v1/calls')).body.calls[0].id;
  // What is there is found.
  expect([holds('toll-mini'), holds(id)]).toEqual([true, true]);
  const secrets = [OWN_KEY, NAMED_KEY, tool.token as string, PROMPT, answer.slice(0, 24)];
  for (const secret of secrets) {
    for (const form of [
      secret,
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      encodeURIComponent(secret),
    ]) {
      expect([form, holds(form), holds(form, 'utf16le')]).toEqual([form, false, false]);
    }
  }
});
