import fc from 'fast-check';
import { query as oracle } from 'jsonpath-rfc9535';
import { describe, expect, it } from 'vitest';
import { isQuery, parseQuery, runQuery, search } from '../../lib/domain/json-query.ts';

const find = (value: unknown, text: string): readonly unknown[] => {
  const query = parseQuery(text);
  if (!isQuery(query)) throw new Error(`${text}: ${query.why} at ${query.at}`);
  return runQuery(value, query).values;
};

/** In which order descendants come is left open by the standard. */
const inAnyOrder = (found: readonly unknown[], text: string): readonly unknown[] =>
  text.includes('..') ? found.map((one) => JSON.stringify(one)).sort() : found;

const BODY = {
  rows: [
    { id: 1, tags: ['a', 'b'] },
    { id: 2, tags: [] },
    { id: 3, tags: ['c'] },
  ],
  'odd name': { "it's": true, 'say "hi"': 1 },
  ünï: 4,
};

describe('a query', () => {
  it.each([
    '$',
    '$.rows',
    '$.rows[0].id',
    '$.rows[-1].tags[0]',
    '$.rows[*].tags[*]',
    '$.rows[*].*',
    '$.rows[0:2].id',
    '$.rows[::-1].id',
    '$.rows[::2].id',
    '$.rows[5:1:-2].id',
    '$.rows[1:]',
    '$.rows[:-1]',
    '$.rows[0:3:0]',
    '$..id',
    '$..tags[0]',
    '$..*',
    '$.rows..[0]',
    '$["odd name"]["it\'s"]',
    "$['odd name']['it\\'s']",
    "$['odd name']['say \"hi\"']",
    '$["odd name"]["say \\"hi\\""]',
    '$.ünï',
    '$ .rows [0]',
    '$.nothing[0]..x',
    '$["\\u00fc\\u006e\\u00ef"]',
  ])('%s finds what the standard says', (text) => {
    expect(inAnyOrder(find(BODY, text), text)).toEqual(inAnyOrder(oracle(BODY, text), text));
  });

  it.each([
    ['$[-4:]', [1, 2, 3]],
    ['$[:-4]', []],
    ['$[-5:-2]', [1]],
    ['$[:-5:-1]', [3, 2, 1]],
    ['$[-5::-1]', []],
    ['$[9::-2]', [3, 1]],
  ])('%s of three is %j: what lies before the beginning is the beginning', (text, expected) => {
    expect(find([1, 2, 3], text)).toEqual(expected);
  });

  const json = fc.jsonValue({ maxDepth: 4 });
  const key = fc.constantFrom('a', 'b', 'rows', '0', 'length', '__proto__', 'constructor', 'ü');
  const index = fc.integer({ min: -4, max: 4 });
  // Further from the end than the list is long the other one starts over at the end (1.3.0): those are told one by one below.
  const part = fc.option(fc.integer({ min: -1, max: 4 }), { nil: undefined }).map((one) => one ?? '');
  const step = fc.oneof(
    key.filter((name) => /^\D/.test(name)).map((name) => `.${name}`),
    key.map((name) => `[${JSON.stringify(name)}]`),
    key.map((name) => `['${name}']`),
    index.map((one) => `[${one}]`),
    fc.tuple(part, part).map(([from, to]) => `[${from}:${to}]`),
    fc.tuple(part, part, index).map(([from, to, by]) => `[${from}:${to}:${by}]`),
    fc.constantFrom('.*', '[*]'),
  );
  const deep = fc.oneof(fc.constantFrom('..*', '..[0]', '..a', '..rows', '..["b"]'), step);
  const nested = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.integer(),
      fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      fc.array(tie('value'), { maxLength: 4 }),
    ),
  })).value;

  it('finds what another implementation finds, in any document', () => {
    const text = fc.tuple(fc.array(step, { maxLength: 4 }), deep, fc.array(step, { maxLength: 2 }));
    fc.assert(
      fc.property(fc.oneof(json, nested), text, (value, [before, one, after]) => {
        const written = `$${[...before, one, ...after].join('')}`;
        // `-0` is an integer of JavaScript's and none of JSONPath's.
        fc.pre(!written.includes('-0'));
        const expected = oracle(JSON.parse(JSON.stringify(value)), written);
        expect(inAnyOrder(find(value, written), written)).toEqual(inAnyOrder(expected, written));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['rows', 0, 'no-root'],
    ['', 0, 'no-root'],
    [`$['\\"']`, 1, 'syntax'],
    ['$.', 1, 'syntax'],
    ['$.rows[', 6, 'syntax'],
    ['$.rows[01]', 6, 'syntax'],
    ['$.rows[-0]', 6, 'syntax'],
    ['$.1', 1, 'syntax'],
    ['$rows', 1, 'syntax'],
    ['$.a ', 4, 'syntax'],
    ['$.rows[?@.id == 1]', 6, 'filter'],
    ['$.rows[?(@.a =~ /(a+)+$/)]', 6, 'filter'],
    ['$.rows[0,1]', 6, 'several'],
    ['$..a..b..c', 7, 'too-many-descendants'],
    [`$${'.a'.repeat(17)}`, 33, 'too-many-steps'],
    [`$.${'a'.repeat(300)}`, 256, 'too-long'],
  ])('%s is none that is understood, and it says where', (text, at, why) => {
    expect(parseQuery(text)).toEqual({ at, why });
  });

  it('never throws, and understands only what the standard does', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `$.${text}`),
          fc.string().map((text) => `$['${text}']`),
        ),
        (text) => {
          const query = parseQuery(text);
          if (isQuery(query)) expect(runQuery({ a: 1 }, query).values).toEqual(oracle({ a: 1 }, text));
        },
      ),
    );
  });

  it('looks at a bounded part of a document that is large or deep', () => {
    const wide = { rows: Array.from({ length: 300_000 }, (_, id) => ({ id })) };
    expect(find(wide, '$.rows[*]')).toHaveLength(100_000);
    expect(find(wide, '$..id').length).toBeLessThan(100_000);
    let deepest: unknown = { id: 1 };
    for (let depth = 0; depth < 10_000; depth++) deepest = { down: deepest };
    expect(find(deepest, '$..id')).toEqual([]);
    const few = { rows: wide.rows.slice(0, 100_000) };
    expect([search(few, '$.rows[*]').isAll, search(few, '$.rows[0:]').isAll]).toEqual([true, true]);
    expect([search(wide, '$.rows[*]').isAll, search(wide, '$.rows[0:]').isAll]).toEqual([false, false]);
    expect([search(wide, '$..id').isAll, search(deepest, '$..id').isAll]).toEqual([false, false]);
  });
});
