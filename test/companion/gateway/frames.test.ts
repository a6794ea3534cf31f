import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MESSAGE_BYTES_MAX, openFrames } from '../../../companion/gateway/frames.ts';

/** One frame as a server writes it. */
function frame(payload: Buffer | string, { opcode = 1, isLast = true, flags = 0 } = {}): Buffer {
  const bytes = Buffer.from(payload);
  const size = bytes.byteLength;
  const head = Buffer.alloc(size < 126 ? 2 : size < 65_536 ? 4 : 10);
  head[0] = (isLast ? 0x80 : 0) | flags | opcode;
  head[1] = size < 126 ? size : size < 65_536 ? 126 : 127;
  if (size >= 65_536) head.writeBigUInt64BE(BigInt(size), 2);
  else if (size >= 126) head.writeUInt16BE(size, 2);
  return Buffer.concat([head, bytes]);
}

function read(...chunks: readonly Buffer[]): readonly string[] {
  const heard: string[] = [];
  const frames = openFrames((text) => heard.push(text));
  for (const chunk of chunks) frames.push(chunk);
  return heard;
}

describe('frames of a socket', () => {
  it('messages of any length come whole, however their bytes and frames are cut', () => {
    const message = fc.tuple(fc.string({ unit: 'binary', maxLength: 300 }), fc.nat({ max: 70_000 }));
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1 }),
        (all, cuts) => {
          const texts = all.map(([text, more]) => text + 'x'.repeat(more));
          const bytes = Buffer.concat(
            texts.flatMap((text, index) => {
              const whole = Buffer.from(text);
              const half = Math.floor(whole.byteLength / 2);
              if (index % 2 === 0) return [frame(whole)];
              // A ping may stand between the parts of a message.
              const parts = [frame(whole.subarray(0, half), { isLast: false }), frame('?', { opcode: 9 })];
              return [...parts, frame(whole.subarray(half), { opcode: 0 })];
            }),
          );
          const chunks: Buffer[] = [];
          for (let at = 0, index = 0; at < bytes.byteLength; index += 1) {
            const size = cuts[index % cuts.length] ?? 1;
            chunks.push(bytes.subarray(at, at + size));
            at += size;
          }
          expect(read(...chunks)).toEqual(texts.map((text) => Buffer.from(text).toString('utf8')));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('what is binary or too long is passed over, and what follows is read', () => {
    const long = frame(Buffer.alloc(MESSAGE_BYTES_MAX + 1, 0x61));
    expect(read(frame('a', { opcode: 2 }), frame('b'))).toEqual(['b']);
    expect(read(long.subarray(0, 1000), long.subarray(1000), frame('after'))).toEqual(['after']);
    expect(read(Buffer.concat([long, frame('same chunk')]))).toEqual(['same chunk']);
  });

  it('what is compressed, masked or no frame ends the reading', () => {
    expect(read(frame('a', { flags: 0x40 }), frame('b'))).toEqual([]);
    expect(read(Buffer.from([0x81, 0x81, 1, 2, 3, 4, 5]), frame('b'))).toEqual([]);
    expect(read(Buffer.from('HTTP/1.1 500 No'), frame('b'))).toEqual([]);
  });
});
