import { describe, expect, it } from 'vitest';
import type { CountedCall } from '../../lib/engine/count-call.ts';
import type { ExactCounters } from '../../lib/engine/exact-counters.ts';
import { openEstimateWorker } from '../../lib/webext/estimate-in-worker.ts';
import { openWorkerLink, type WorkerLike } from '../../lib/webext/estimate-link.ts';
import type { CountedLine } from '../../lib/webext/estimate-protocol.ts';
import { openOurs } from '../tokenizer/encodings.ts';

const counters = { o200k: openOurs('o200k_base').count };
const line = (id: number) =>
  JSON.stringify({
    id,
    url: 'https://api.openai.com/v1/chat/completions',
    body: { model: 'gpt-4o', messages: [{ role: 'user', content: `canary ${id}` }] },
  });

/** Both sides, with what a structured clone lets through between them. */
function open(load: () => Promise<ExactCounters> = async () => counters) {
  const heard: ((event: MessageEvent) => void)[] = [];
  const crossed: unknown[] = [];
  const cross = (value: unknown, deliver: (data: never) => void): void => {
    const data = structuredClone(value);
    queueMicrotask(() => deliver(data as never));
  };
  const hear = openEstimateWorker((answer) => {
    crossed.push(answer);
    cross(answer, (data) => tellAll(heard, data));
  }, load);
  const worker: WorkerLike = {
    postMessage: (ask: unknown) => cross(ask, hear),
    addEventListener: (kind: string, listener: unknown) => {
      if (kind === 'message') heard.push(listener as (event: MessageEvent) => void);
    },
    terminate: () => {},
  };
  return { link: openWorkerLink(worker, { sites: [], descriptions: [] }), crossed };
}

function tellAll(heard: readonly ((event: MessageEvent) => void)[], data: unknown): void {
  for (const each of heard) each({ data } as MessageEvent);
}

const inputOf = ({ counted }: CountedCall) =>
  counted.o200k?.drafts[0].inputTokens ?? counted.other?.drafts[0].inputTokens;

describe('the worker', () => {
  it('answers with sizes only, by every vocabulary', async () => {
    const { link, crossed } = open();
    const call = await link.count(line(7), null);
    expect([call.id, call.provider, call.model, call.none]).toEqual([7, 'openai', 'gpt-4o', null]);
    expect(Object.keys(call.counted).toSorted()).toEqual(['cl100k', 'o200k', 'other']);
    expect(JSON.stringify(crossed)).not.toContain('canary');
  });

  it('counts without vocabularies where they cannot be loaded', async () => {
    const { link } = open(() => Promise.reject(new Error('gone')));
    expect(inputOf(await link.count(line(1), null))?.likely).toBeGreaterThan(0);
  });

  it('tells a file in portions, in order, and waits until each is dealt with', async () => {
    const { link } = open();
    const file = new Blob([Array.from({ length: 100 }, (_none, id) => line(id)).join('\n'), '\n\nno request']);
    const ids: unknown[] = [];
    const bytes: number[] = [];
    let isBusy = false;
    await link.countFile(
      file,
      { provider: null, models: [] },
      {
        signal: new AbortController().signal,
        onPortion: async (lines, read) => {
          expect(isBusy).toBe(false);
          isBusy = true;
          await new Promise((resolve) => setTimeout(resolve, 5));
          ids.push(...lines.map(({ call }) => call.none?.kind ?? call.id));
          bytes.push(read);
          isBusy = false;
        },
      },
    );
    expect(ids).toEqual([...Array(100).keys(), 'problem']);
    expect(bytes.at(-1)).toBe(file.size);
  });

  it('reads no further when it is stopped, and does what is asked next', async () => {
    const { link } = open();
    let given = 0;
    const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        given += 1;
        controller.enqueue(new TextEncoder().encode(`${line(given)}\n`));
      },
    });
    const file = Object.assign(new Blob(['x']), { stream: () => endless });
    const controller = new AbortController();
    const seen: CountedLine[] = [];
    // A clone of a file is a file; this one only looks like one.
    const { link: direct, stop } = openDirect();
    await direct.countFile(
      file,
      { provider: null, models: [] },
      {
        signal: controller.signal,
        onPortion: async (lines) => {
          seen.push(...lines);
          if (seen.length >= 80) controller.abort();
        },
      },
    );
    const atStop = given;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([seen.length, given - atStop < 5]).toEqual([80, true]);
    stop();
    expect((await link.count(line(1), null)).model).toBe('gpt-4o');
  });

  it('says so when it fails', async () => {
    const worker: WorkerLike = {
      postMessage: () => {},
      terminate: () => {},
      addEventListener: (kind: string, listener: unknown) => {
        if (kind === 'error') setTimeout(() => (listener as (event: Event) => void)(new Event('error')), 5);
      },
    };
    const link = openWorkerLink(worker, { sites: [], descriptions: [] });
    await expect(link.count('{}', null)).rejects.toThrow('[estimator]');
  });
});

/** Without a clone between both sides. */
function openDirect() {
  const heard: ((event: MessageEvent) => void)[] = [];
  const hear = openEstimateWorker(
    (data) => queueMicrotask(() => tellAll(heard, data)),
    async () => counters,
  );
  const worker: WorkerLike = {
    postMessage: (ask: unknown) => hear(ask as never),
    terminate: () => {},
    addEventListener: (kind: string, listener: unknown) => {
      if (kind === 'message') heard.push(listener as (event: MessageEvent) => void);
    },
  };
  return { link: openWorkerLink(worker, { sites: [], descriptions: [] }), stop: () => heard.splice(0) };
}
