import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insertMember } from '../../../companion/gateway/insert-member.ts';
import { askForUsage, removeUsageEvent } from '../../../companion/gateway/usage-asked.ts';

describe('asking a stream for its usage', () => {
  it.each([
    ['{"stream":true}', '{"stream_options":{"include_usage":true},"stream":true}'],
    [' { "stream" : true } ', ' {"stream_options":{"include_usage":true}, "stream" : true } '],
    ['{"stream":true,"stream_options":{}}', '{"stream":true,"stream_options":{"include_usage":true}}'],
    ['{"stream":true,"stream_options":{"x":1}}', '{"stream":true,"stream_options":{"include_usage":true,"x":1}}'],
    ['{"stream":true,"stream_options":{"include_usage":false}}', null],
    ['{"stream":true,"stream_options":{"include_usage":true}}', null],
    ['{"stream":true,"stream_options":null}', null],
    ['{"stream":false}', null],
    ['{"stream":"true"}', null],
    ['{}', null],
    ['[]', null],
    ['no JSON', null],
  ])('%s', (body, expected) => {
    expect(askForUsage(body)?.bodyText ?? null).toBe(expected);
  });

  it('changes nothing but what it names', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter((key) => !/^(stream|stream_options|__proto__)$/.test(key)),
          fc.jsonValue(),
        ),
        (fields) => {
          const body = JSON.stringify({ ...fields, stream: true });
          const asked = askForUsage(body);
          expect(JSON.parse(asked?.bodyText ?? 'null')).toEqual({
            ...JSON.parse(body),
            stream_options: { include_usage: true },
          });
        },
      ),
    );
  });
});

const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;
const ASKED = event({ id: 'c', choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } });

async function without(chunks: readonly Buffer[]): Promise<string> {
  const through = removeUsageEvent();
  for (const chunk of chunks) through.write(chunk);
  through.end();
  return (await buffer(through)).toString();
}

describe('taking the usage out of a stream again', () => {
  const kept = fc.oneof(
    fc.string({ unit: 'grapheme' }).map((content) => event({ choices: [{ delta: { content } }], usage: null })),
    fc.constant(': keep-alive\n\n'),
    fc.constant('data: [DONE]\n\n'),
    fc.constant('data: {"choices":[],"usage":null}\n\n'),
    fc.constant('event: x\r\ndata: {"usage":1}\r\n\r\n'),
    fc.constant('data: broken "usage"\n\n'),
  );

  it('takes that event and no other byte, however the stream is cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(kept), fc.array(kept), fc.array(fc.nat(40)), async (before, after, cuts) => {
        const bytes = Buffer.from(before.join('') + ASKED + after.join(''));
        const chunks: Buffer[] = [];
        let at = 0;
        for (const cut of cuts) {
          chunks.push(bytes.subarray(at, at + cut));
          at += cut;
        }
        chunks.push(bytes.subarray(at));
        expect(await without(chunks)).toBe(before.join('') + after.join(''));
      }),
    );
  });

  it('an event that is cut off is passed as far as it came', async () => {
    expect(await without([Buffer.from(ASKED.slice(0, -3))])).toBe(ASKED.slice(0, -3));
  });

  it('a long event is passed before it is complete: nothing is kept for ever', async () => {
    const through = removeUsageEvent();
    through.write(Buffer.from(`data: ${'x'.repeat(100_000)}`));
    expect((through.read() as Buffer).byteLength).toBe(100_006);
    through.destroy();
  });
});

describe('a member in a JSON object', () => {
  it('stands first; every other byte stays', () => {
    expect(insertMember(' { "a" : 1.0 }', 'b', { c: 1 })).toBe(' {"b":{"c":1}, "a" : 1.0 }');
    expect(insertMember('{}', 'b', {})).toBe('{"b":{}}');
    for (const text of ['[]', '1', 'null', '', '{', '{"b":1}', '"{}"']) expect(insertMember(text, 'b', {})).toBeNull();
  });
});
