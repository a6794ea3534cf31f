import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readTrace } from '../../companion/accuracy/read-trace.ts';
import { replayTrace } from '../../companion/accuracy/replay.ts';
import { writeReplayed } from '../../companion/accuracy/write-replayed.ts';

async function read(text: string): Promise<{ calls: unknown[]; complaints: string[] }> {
  const complaints: string[] = [];
  const calls: unknown[] = [];
  for await (const call of readTrace(Readable.from([text]), (line) => complaints.push(line))) calls.push(call);
  return { calls, complaints };
}

const MANY = `model,input_tokens,output_tokens\n${Array.from({ length: 300 }, (_none, at) => `m${at % 2},${at},${at % 2 ? 10 : 500}`).join('\n')}`;

describe('a trace', () => {
  it('is read by the names of its columns, whatever else stands there', async () => {
    const text = '\ufeffTIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:15:46.6,374,44\r\n"a, b",91,16\r\n';
    expect(await read(text)).toEqual({
      calls: [
        { model: null, inputTokens: 374, outputTokens: 44 },
        { model: null, inputTokens: 91, outputTokens: 16 },
      ],
      complaints: [],
    });
  });

  it('says which lines it left out', async () => {
    const { calls, complaints } = await read('input_tokens,output_tokens\n1,2\n-1,2\n3,x\n4\n5,6\n');
    expect(calls).toHaveLength(2);
    expect(complaints.map((line) => line.slice(0, 6))).toEqual(['Line 3', 'Line 4', 'Line 5']);
  });

  it('says of many how many', async () => {
    const { complaints } = await read(`input_tokens,output_tokens\n${'x,1\n'.repeat(2000)}5,6\n`);
    expect(complaints).toHaveLength(6);
    expect(complaints.at(-1)).toBe('1,995 more were left out as well.');
  });

  it.each([
    ['', /empty/],
    ['a,b\n1,2\n', /no column for tokens in or tokens out/],
    ['input_tokens\n1\n', /no column for tokens out/],
    ['input_tokens,output_tokens\n"1,2\n', /no CSV/],
  ])('is refused where it is none: %j', async (text, why) => {
    await expect(read(text)).rejects.toThrow(expect.objectContaining({ why: expect.stringMatching(why) }));
  });
});

describe('a replay', () => {
  it('scores every call, and every model where there are several', async () => {
    const replayed = await replayTrace(readTrace(Readable.from([MANY]), () => {}));
    expect(replayed.all.calls).toBe(300);
    expect(replayed.models.map(({ model, calls }) => [model, calls])).toEqual([
      ['m0', 150],
      ['m1', 150],
    ]);
    expect(replayed.all.inside).toBeGreaterThan(0.9);
  });

  it('fits a terminal of 80 columns', async () => {
    const lines = writeReplayed(await replayTrace(readTrace(Readable.from([MANY]), () => {})));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('says so where there is nothing to score', async () => {
    const lines = writeReplayed(
      await replayTrace(readTrace(Readable.from(['input_tokens,output_tokens\n']), () => {})),
    );
    expect(lines.join(' ')).toMatch(/nothing to score/);
  });
});
