import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PathStep, readPath } from '../../lib/domain/json-path.ts';
import {
  elementSpans,
  locate,
  MEMBERS_MAX,
  type Span,
  setNumberOrString,
  splitArray,
} from '../../lib/domain/json-splice.ts';
import { jsonText, pathsOf, pathText, replaceAt } from './json-texts.ts';

const cut = (text: string, span: Span): string => text.slice(span.start, span.end);
const isReadable = (steps: readonly PathStep[]): boolean => pathText(steps).length <= 256;

describe('locate', () => {
  it('finds the text of what stands at every path of any JSON', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        const value: unknown = JSON.parse(text);
        for (const steps of pathsOf(value).filter(isReadable)) {
          const span = locate(text, pathText(steps));
          expect(span && JSON.stringify(JSON.parse(cut(text, span)))).toBe(
            JSON.stringify(readPath(value, pathText(steps))),
          );
          expect(span && cut(text, span).trim()).toBe(span && cut(text, span));
        }
      }),
    );
  });

  it('finds nothing exactly where nothing can be read', () => {
    const step = fc.oneof(
      fc.constantFrom<PathStep>('a', 'b', 'c d', '', '__proto__', 'length', ']', 'toString'),
      fc.nat(3),
    );
    fc.assert(
      fc.property(jsonText, fc.array(step, { maxLength: 4 }), (text, steps) => {
        const path = pathText(steps);
        expect(locate(text, path) === null).toBe(readPath(JSON.parse(text), path) === undefined);
      }),
    );
  });

  it.each([
    ['{"a": 1, "a": [2 ]}', '$.a', '[2 ]'],
    ['{"\\u0061": 12345678901234567890}', '$.a', '12345678901234567890'],
    [' "x" ', '$', '"x"'],
    ['{"a\\\\": 1, "b": "\\\\\\"}]"}', '$.b', '"\\\\\\"}]"'],
    ['[[],{},[ ]]', '$[2]', '[ ]'],
  ])('in %s at %s stands %s', (text, path, found) => {
    const span = locate(text, path);
    expect(span && cut(text, span)).toBe(found);
  });

  it.each(['', ' ', '{', '{"a":1', '{"a":1}}', '{a:1}', "{'a':1}", '[1,]', 'NaN', '\ufeff{"a":1}', '{"a":01}'])(
    'finds nothing in %j, which is no JSON',
    (text) => {
      expect([locate(text, '$'), locate(text, '$.a'), elementSpans(text, '$')]).toEqual([null, null, null]);
    },
  );
});

describe('splitArray', () => {
  it('kept and rest are the original elements byte for byte, and everything else is in both', () => {
    fc.assert(
      fc.property(jsonText, fc.nat(), (text, seed) => {
        const value: unknown = JSON.parse(text);
        for (const steps of pathsOf(value).filter(isReadable)) {
          const path = pathText(steps);
          const spans = elementSpans(text, path);
          expect(spans === null).toBe(!Array.isArray(readPath(value, path)));
          if (spans === null || spans.length < 2) continue;
          const keep = 1 + (seed % (spans.length - 1));
          expectSplit({ text, steps, spans, keep });
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each([0, 2, 3, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('cannot keep %d of 2 elements', (keep) => {
    expect(splitArray('{"records":[1,2]}', '$.records', keep)).toBeNull();
  });

  it('numbers, spaces and duplicate keys stay as they were written', () => {
    expect(
      splitArray('{"records":[0], "records" : [ 1.0 , 12345678901234567890,\n3 ],"x":1e2}', '$.records', 1),
    ).toEqual({
      kept: '{"records":[0], "records" : [ 1.0 ],"x":1e2}',
      rest: '{"records":[0], "records" : [ 12345678901234567890,\n3 ],"x":1e2}',
    });
  });

  it('an array above MEMBERS_MAX is not taken apart', () => {
    const ones = (count: number): string => `[${'1,'.repeat(count - 1)}1]`;
    expect(elementSpans(ones(MEMBERS_MAX), '$')).toHaveLength(MEMBERS_MAX);
    expect(elementSpans(ones(MEMBERS_MAX + 1), '$')).toBeNull();
    expect(splitArray(ones(MEMBERS_MAX + 1), '$', 1)).toBeNull();
  });
});

describe('setNumberOrString', () => {
  it('replaces or inserts a key of the top-level object and leaves every other byte', () => {
    const key = fc.constantFrom('a', 'b', 'c d', 'max_tokens', '__proto__');
    const fresh = fc.oneof(
      fc.integer().map(String),
      fc.string().map((text) => JSON.stringify(text)),
    );
    fc.assert(
      fc.property(jsonText, key, fresh, (text, name, jsonValue) => {
        const path = pathText([name]);
        const before: unknown = JSON.parse(text);
        const isObject = typeof before === 'object' && before !== null && !Array.isArray(before);
        const changed = setNumberOrString(text, path, jsonValue);
        expect(changed === null).toBe(!isObject);
        if (changed === null) return;
        const after: unknown = JSON.parse(changed);
        expect(readPath(after, path)).toEqual(JSON.parse(jsonValue));
        const place = locate(changed, path);
        const old = locate(text, path);
        if (!place) throw new Error('the new value stands nowhere');
        const start = old ? place.start : text.indexOf('{') + 1;
        const end = old ? place.end : start + changed.length - text.length;
        expect(changed.slice(0, start) + (old ? cut(text, old) : '') + changed.slice(end)).toBe(text);
        const kept = Object.entries(before as object).filter(([other]) => other !== name);
        expect(JSON.stringify(Object.entries(after as object).filter(([other]) => other !== name))).toBe(
          JSON.stringify(kept),
        );
      }),
    );
  });

  it.each([
    ['{}', '$.a', '5', '{"a":5}'],
    ['{ }', '$.a', '5', '{"a":5 }'],
    ['{"b":1}', '$.a', '"x"', '{"a":"x","b":1}'],
    ['{"a" : null }', '$.a', '5', '{"a" : 5 }'],
    ['{"a":1,"a":2}', '$.a', '5', '{"a":1,"a":5}'],
    ['{"a":{"b":1}}', '$.a.b', '5', '{"a":{"b":5}}'],
    ['{"a":{ "c":1}}', '$.a.b', '5', '{"a":{"b":5, "c":1}}'],
    ['{"a":{}}', '$.a["b c"].d', '5', '{"a":{"b c":{"d":5}}}'],
    ['{"c":1}', '$.a.b', '"x"', '{"a":{"b":"x"},"c":1}'],
    ['[{"a":1}]', '$[0].b', '5', '[{"b":5,"a":1}]'],
  ])('%s with %s = %s is %s', (text, path, value, changed) => {
    expect(setNumberOrString(text, path, value)).toBe(changed);
  });

  it.each([
    ['{"a":1}', '$.a', '[1]'],
    ['{"a":1}', '$.a', '1,"b":2'],
    ['{"a":1}', '$.a', 'null'],
    ['{"a":1}', '$.a', '1e999'],
    ['{"a":1}', '$.a', 'NaN'],
    ['{"a":1}', '$.a.b', '1'],
    ['{"a":1}', '$.b[0]', '1'],
    ['{"a":[]}', '$.a[0].b', '1'],
    ['{"a":null}', '$.a.b', '1'],
    ['[1]', '$.a', '1'],
    ['[1]', '$[1]', '1'],
    ['{"a":1', '$.a', '1'],
    ['{"a":1}', 'a', '1'],
  ])('%s with %s = %s cannot be', (text, path, value) => {
    expect(setNumberOrString(text, path, value)).toBeNull();
  });
});

describe('hostile texts', () => {
  it('deep nesting, runs of backslashes and megabytes are linear', () => {
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)},"b":[1,2]}`;
    expect(splitArray(deep, '$.b', 1)?.rest.endsWith('"b":[2]}')).toBe(true);
    expect(locate('['.repeat(100_000), '$')).toBeNull();
    const slashes = `{"a":"${'\\\\'.repeat(1_000_000)}","b":[1,2]}`;
    expect(splitArray(slashes, '$.b', 1)?.kept).toHaveLength(slashes.length - 2);
    const quotes = `{"a":"${'\\"'.repeat(1_000_000)}","b":[1,2]}`;
    expect(locate(quotes, '$.b[1]')).not.toBeNull();
    expect(locate(`"${'x'.repeat(5_000_000)}"`, '$')).toEqual({ start: 0, end: 5_000_002 });
    expect(locate(`"${'\\'.repeat(1_000_001)}`, '$')).toBeNull();
  });
});

interface Split {
  readonly text: string;
  readonly steps: readonly PathStep[];
  readonly spans: readonly Span[];
  readonly keep: number;
}

function expectSplit({ text, steps, spans, keep }: Split): void {
  const path = pathText(steps);
  const split = splitArray(text, path, keep);
  if (split === null) throw new Error('a readable array was not split');
  const elements = (body: string): string[] => (elementSpans(body, path) ?? []).map((span) => cut(body, span));
  expect([...elements(split.kept), ...elements(split.rest)]).toEqual(spans.map((span) => cut(text, span)));
  const around = (body: string): string[] => {
    const inside = elementSpans(body, path) ?? [];
    return [body.slice(0, inside[0]?.start), body.slice(inside.at(-1)?.end)];
  };
  expect([around(split.kept), around(split.rest)]).toEqual([around(text), around(text)]);
  const sliced = (from: number, to?: number): string =>
    JSON.stringify(replaceAt(JSON.parse(text), steps, (array) => (array as unknown[]).slice(from, to)));
  expect(JSON.stringify(JSON.parse(split.kept))).toBe(sliced(0, keep));
  expect(JSON.stringify(JSON.parse(split.rest))).toBe(sliced(keep));
}
