import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openFormParts } from '../../../companion/gateway/form-parts.ts';

const TYPE = 'multipart/form-data; boundary=XyZ';

/** What is heard of a form that comes in these pieces. */
function partsOf(pieces: readonly Buffer[], type = TYPE) {
  const parts: { name: string; bytes: Buffer; isWhole: boolean }[] = [];
  const form = openFormParts(type, {
    begin: (name) => void parts.push({ name, bytes: Buffer.alloc(0), isWhole: false }),
    data(bytes) {
      const part = parts.at(-1);
      if (part !== undefined) part.bytes = Buffer.concat([part.bytes, bytes]);
    },
    end() {
      const part = parts.at(-1);
      if (part !== undefined) part.isWhole = true;
    },
  });
  const wanted = pieces.map((piece) => form?.push(piece) ?? false);
  return { parts, wanted };
}

function write(parts: readonly (readonly [string, Buffer])[], boundary = 'XyZ'): Buffer {
  const written = parts.flatMap(([name, bytes]) => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="a.jsonl"\r\n\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...written, Buffer.from(`--${boundary}--\r\n`)]);
}

describe('the parts of a form', () => {
  it('are those that were written, however they are cut, whatever is in them', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array)),
      // Nearly a boundary.
      fc.constantFrom('\r\n--Xy', '--XyZ', '\r\n\r\n', '\r\n--Xyz--', '\r').map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('file', 'purpose', ''), bytes), { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(400), { maxLength: 12 }),
        (given, cuts) => {
          // A part that has the boundary on a line of its own has ended there: forms are written so that none does.
          fc.pre(given.every(([, one]) => !`\r\n${one.toString('latin1')}`.includes('\r\n--XyZ')));
          const form = write(given);
          const at = [0, ...cuts.filter((cut) => cut < form.byteLength).toSorted((a, b) => a - b), form.byteLength];
          const { parts } = partsOf(at.slice(1).map((end, index) => form.subarray(at[index], end)));
          expect(parts).toEqual(given.map(([name, one]) => ({ name, bytes: one, isWhole: true })));
        },
      ),
    );
  });

  it('that was cut short is never whole', () => {
    const form = write([['file', Buffer.from('{"a":1}')]]);
    expect(partsOf([form.subarray(0, form.byteLength - 20)]).parts.every(({ isWhole }) => !isWhole)).toBe(true);
  });

  it('are not looked for without a boundary, or in a head without an end', () => {
    expect(openFormParts('multipart/form-data', { begin() {}, data() {}, end() {} })).toBeNull();
    const { wanted } = partsOf([Buffer.from('--XyZ\r\n'), Buffer.alloc(9000, 'a'), Buffer.from('b')]);
    expect(wanted).toEqual([true, false, false]);
  });

  it('may have a boundary in quotes', () => {
    const form = write([['file', Buffer.from('a')]], 'a b');
    const { parts } = partsOf([form], 'multipart/form-data; charset=utf-8; boundary="a b"');
    expect(parts.map(({ name, bytes }) => [name, String(bytes)])).toEqual([['file', 'a']]);
  });
});
