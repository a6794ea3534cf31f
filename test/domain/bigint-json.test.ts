import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeJson, encodeJson } from '../../lib/domain/bigint-json.ts';

const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.bigInt(-(10n ** 40n), 10n ** 40n),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '$nano' && key !== '__proto__'),
      tie('value'),
      { noNullPrototype: true },
    ),
  ),
})).value;

describe('a message between contexts', () => {
  it('arrives as it was, bigints included', () => {
    fc.assert(
      fc.property(values, (message) => {
        expect(decodeJson(encodeJson(message))).toEqual(message);
      }),
    );
  });

  it('travels as plain JSON, which has no bigint', () => {
    expect(encodeJson({ nano: 10n ** 21n, list: [-1n] })).toBe(
      '{"nano":{"$nano":"1000000000000000000000"},"list":[{"$nano":"-1"}]}',
    );
  });

  it.each([undefined, null, 5, {}, ['[]'], '', '{', 'undefined', '{"a":1}}'])('that is %j is null', (text) => {
    expect(decodeJson(text)).toBeNull();
  });

  it.each(['"12x"', '12', 'null', '"1.5"', '""', '"0x10"', `"${'9'.repeat(61)}"`, '{"$nano":"1"}', '["1"]'])(
    'with a forged amount of %s holds null instead',
    (digits) => {
      expect(decodeJson(`{"nano":{"$nano":${digits}}}`)).toEqual({ nano: null });
    },
  );
});
