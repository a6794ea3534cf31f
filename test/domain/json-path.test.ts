import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { parsePath, readKey, readPath } from '../../lib/domain/json-path.ts';
import { jsonText, pathsOf, pathText } from './json-texts.ts';

describe('parsePath', () => {
  it.each([
    ['$', []],
    ['$.records', ['records']],
    ['$.a.b[0]["c d"]', ['a', 'b', 0, 'c d']],
    ['$.größe.snake_case.kebab-case', ['größe', 'snake_case', 'kebab-case']],
    ['$["a\\"b\\u0063"]', ['a"bc']],
    ['$[""]', ['']],
  ])('%s is a path', (path, steps) => {
    expect(parsePath(path)).toEqual(steps);
  });

  it.each([
    '',
    'a',
    '.a',
    '$a',
    '$.',
    '$..a',
    '$.*',
    '$[*]',
    '$[-1]',
    '$[1:2]',
    '$[01]',
    '$[?(@.a)]',
    '$[0',
    '$["a]',
    '$.a ',
    '$.1',
    '$[1e3]',
    '$[null]',
  ])('%j is none', (path) => {
    expect(parsePath(path)).toBeNull();
  });

  it('16 steps and 256 characters are the bounds', () => {
    expect(parsePath(`$${'.a'.repeat(16)}`)).toHaveLength(16);
    expect(parsePath(`$${'.a'.repeat(17)}`)).toBeNull();
    expect(parsePath(`$.${'a'.repeat(254)}`)).toEqual(['a'.repeat(254)]);
    expect(parsePath(`$.${'a'.repeat(255)}`)).toBeNull();
  });

  it('any text is a path or none, at once', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (path) => parsePath(path) === null || path.startsWith('$')));
    expect(parsePath(`$["${'\\'.repeat(250)}`)).toBeNull();
  });
});

describe('readPath', () => {
  afterEach(() => {
    Reflect.deleteProperty(Object.prototype, 'polluted');
  });

  it('reads own properties only, never what a page put on a prototype', () => {
    Object.defineProperty(Object.prototype, 'polluted', { value: [1, 2], configurable: true });
    expect(readPath({}, '$.polluted')).toBeUndefined();
    for (const path of ['$.constructor', '$.toString', '$.__proto__', '$.hasOwnProperty.call']) {
      expect(readPath({}, path)).toBeUndefined();
    }
    expect(readPath(JSON.parse('{"__proto__": {"a": 1}}'), '$.__proto__.a')).toBe(1);
  });

  it('a name selects nothing in an array, an index nothing in an object', () => {
    expect(readPath([1, 2], '$.length')).toBeUndefined();
    expect(readPath({ 0: 'a' }, '$[0]')).toBeUndefined();
    expect(readKey('text', 'length')).toBeUndefined();
    expect(readPath({ a: [{ b: null }] }, '$.a[0].b')).toBeNull();
  });

  it('finds what stands at every path of any JSON', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        const value: unknown = JSON.parse(text);
        for (const steps of pathsOf(value)) {
          let found: unknown = value;
          for (const step of steps) found = Object.getOwnPropertyDescriptor(found, step)?.value;
          const path = pathText(steps);
          if (path.length <= 256) expect(readPath(value, path)).toBe(found);
        }
      }),
    );
  });
});
