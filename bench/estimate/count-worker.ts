import { parentPort, workerData } from 'node:worker_threads';

/*
 * One library in a thread of its own, so that one that does not end can be ended. Told a text it says how long it took to count
 * it, ms, and how many tokens it found.
 */

const PLAIN = { disallowedSpecial: new Set<string>() };

const OPEN: Readonly<Record<string, () => Promise<(text: string) => number>>> = {
  ours: async () => (await import('../../test/tokenizer/encodings.ts')).openOurs('o200k_base').count,
  'gpt-tokenizer': async () => {
    const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
    return (text) => countTokens(text, PLAIN);
  },
  tiktoken: async () => {
    const encoding = (await import('tiktoken')).get_encoding('o200k_base');
    return (text) => encoding.encode_ordinary(text).length;
  },
  'js-tiktoken': async () => {
    const { Tiktoken } = await import('js-tiktoken/lite');
    const encoding = new Tiktoken((await import('js-tiktoken/ranks/o200k_base')).default);
    return (text) => encoding.encode(text, [], []).length;
  },
};

const count = await OPEN[String(workerData)]?.();
parentPort?.on('message', (text: string) => {
  const start = performance.now();
  const tokens = count?.(text) ?? 0;
  parentPort?.postMessage({ ms: performance.now() - start, tokens });
});
parentPort?.postMessage(null);
