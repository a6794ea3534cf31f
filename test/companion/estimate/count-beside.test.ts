import { afterEach, expect, test } from 'vitest';
import { openCountBeside } from '../../../companion/estimate/count-beside.ts';
import { openCounters } from '../../../companion/estimate/open-counters.ts';
import { answerCounters, type OpenFamilyCounter, readBeside } from '../../../companion/estimate/read-beside.ts';
import type { OpenCounter } from '../../../lib/domain/count-tokens.ts';
import { counterOf, familyOf } from '../../../lib/engine/exact-counters.ts';
import { readDraft } from '../../../lib/engine/read-draft.ts';
import { findProvider } from '../../../lib/providers/registry.ts';

const counters = openCounters();
const here: OpenFamilyCounter = (family) => counterOf(family, counters)(null);
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

function beside(): ReturnType<typeof openCountBeside> {
  const opened = openCountBeside();
  stops.push(opened.stop);
  return opened;
}

/** Requests with long texts, as two wires read them: by a vocabulary, and without one. */
const REQUESTS = [
  {
    provider: 'openai',
    body: {
      model: 'gpt-4o',
      tools: [{ type: 'function', function: { name: 'find', description: 'Finds. '.repeat(900) } }],
      messages: [
        { role: 'system', content: 'Be brief; 简短一点。'.repeat(700) },
        { role: 'user', content: [{ type: 'text', text: 'Why do 1,234 words differ? '.repeat(3000) }] },
      ],
    },
  },
  {
    provider: 'anthropic',
    body: {
      model: 'claude-sonnet-4-5',
      max_tokens: 100,
      system: 'Be brief. '.repeat(900),
      messages: [{ role: 'user', content: 'const a = [1, 2];\n'.repeat(5000) }],
    },
  },
] as const;

function readerOf({ provider: id, body }: (typeof REQUESTS)[number]): (open: OpenFamilyCounter) => unknown {
  const provider = findProvider(id);
  const surface = provider?.surfaces.find(({ kind, wire }) => kind === 'call' && wire !== null);
  if (!provider || !surface) throw new Error(`no ${id}`);
  const text = JSON.stringify(body);
  return (open) => {
    const openCounter: OpenCounter = (model) => open(model === null ? null : familyOf(model, provider));
    return readDraft(surface, text, openCounter);
  };
}

test.each(REQUESTS)('a long request to $provider has the same draft counted in another thread', async (request) => {
  const read = readerOf(request);
  let opened = 0;
  const found = await readBeside(read, beside().count, (family) => {
    opened += 1;
    return here(family);
  });
  expect(found).toEqual(read(here));
  expect(found).toMatchObject({ draft: { inputTokens: { likely: expect.toSatisfy((tokens) => tokens > 10_000) } } });
  // Only asked what kind of counter it is; nothing was counted with it.
  expect(opened).toBeGreaterThan(0);
});

test('where the thread fails, and where it ends, it is counted here', async () => {
  const read = readerOf(REQUESTS[0]);
  expect(await readBeside(read, () => Promise.reject(new Error('gone')), here)).toEqual(read(here));
  const ended = beside();
  const found = readBeside(read, ended.count, here);
  await ended.stop();
  expect(await found).toEqual(read(here));
  // The next one has a thread again.
  expect(await readBeside(read, ended.count, here)).toEqual(read(here));
});

test('what asks for other counts the second time is counted here', async () => {
  let times = 0;
  const read = (open: OpenFamilyCounter): number => {
    times += 1;
    const counter = open('o200k');
    counter.push('one two three');
    const early = times > 1 ? counter.total().likely : 0;
    counter.push(' four');
    return counter.total().likely * 10 + early;
  };
  const found = await readBeside(read, async (asked) => answerCounters(asked, here), here);
  expect(found).toBe(43);
});

test('requests that come together each get their own counts', async () => {
  const { count } = beside();
  const read = (text: string) => (open: OpenFamilyCounter) => {
    const counter = open('cl100k');
    counter.push(text);
    return counter.total().likely;
  };
  const found = await Promise.all([1, 2, 3].map((times) => readBeside(read(' word'.repeat(times)), count, here)));
  expect(found).toEqual([1, 2, 3]);
});
