import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonFault } from '../../lib/domain/find-json-fault.ts';
import { parseJson } from '../../lib/domain/json-path.ts';

describe('where JSON breaks off', () => {
  it.each([
    ['{"a":1,}', 'trailing-comma', 1, 7],
    ['{\n  "a": [1, 2,]\n}', 'trailing-comma', 2, 13],
    ['{\r\n"a":1,\r\n}', 'trailing-comma', 2, 6],
    ['{"a":', 'end', 1, 6],
    ['{"a":"b', 'end', 1, 8],
    ['', 'end', 1, 1],
    ['{"a":1} {"b":2}', 'after', 1, 9],
    ['{"a":1}\n{"b":2}', 'after', 2, 1],
    ['{"a":"b\nc"}', 'control', 1, 8],
    ['{"a":"b\u0000c"}', 'control', 1, 8],
    ["{'a':1}", 'unexpected', 1, 2],
    ['{a:1}', 'unexpected', 1, 2],
    ['{"a" 1}', 'unexpected', 1, 6],
    ['{"a":tru}', 'unexpected', 1, 6],
    ['{"a":01}', 'unexpected', 1, 7],
    ['{"a":"\\x"}', 'unexpected', 1, 7],
    ['// a\n{}', 'unexpected', 1, 1],
  ])('%j: %s in line %i, column %i', (text, kind, line, column) => {
    expect(findJsonFault(text)).toEqual({ kind, line, column });
  });

  it('finds a fault exactly where there is no JSON, whatever was changed in it', () => {
    const signs = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', ' ', '\n', '0', '-', 'e', 't', '\u0001');
    fc.assert(
      fc.property(
        fc.json(),
        fc.array(fc.tuple(fc.nat(200), signs, fc.boolean()), { maxLength: 3 }),
        (json, changes) => {
          const text = changes.reduce(
            (before, [at, sign, isInserted]) => before.slice(0, at) + sign + before.slice(isInserted ? at : at + 1),
            json,
          );
          expect(findJsonFault(text) === null).toBe(parseJson(text) !== undefined);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is linear, and does not overflow on what is nested deeply', () => {
    expect(findJsonFault('['.repeat(1_000_000))).toEqual({ kind: 'end', line: 1, column: 1_000_001 });
    expect(findJsonFault(`{"a":"${'\\n'.repeat(1_000_000)}",}`)?.kind).toBe('trailing-comma');
  });
});
