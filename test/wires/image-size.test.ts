import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openBase64 } from '../../lib/wires/encoded-bytes.ts';
import { readImageSize } from '../../lib/wires/image-size.ts';
import { base64, big, bytes, jpeg, little, png, zeros } from './file-samples.ts';

const sizeOf = (file: readonly number[]) => {
  const encoded = openBase64(base64(file));
  return encoded && readImageSize(encoded);
};

const vp8x = (width: number, height: number) =>
  bytes('RIFF', zeros(4), 'WEBPVP8X', little(10, 4), zeros(4), little(width - 1, 3), little(height - 1, 3));
const vp8l = (width: number, height: number) =>
  bytes('RIFF', zeros(4), 'WEBPVP8L', zeros(4), 0x2f, little(width - 1 + (height - 1) * 2 ** 14, 4));
const vp8 = (width: number, height: number) =>
  bytes('RIFF', zeros(4), 'WEBPVP8 ', zeros(7), 0x9d, 1, 0x2a, little(width + 2 ** 14, 2), little(height, 2));
const ispe = (width: number, height: number) => bytes(big(20, 4), 'ispe', zeros(4), big(width, 4), big(height, 4));

describe('the size of a picture stands in its first bytes', () => {
  it.each([
    ['PNG', png(1920, 1080)],
    ['JPEG, behind notes of a camera and a preview', jpeg(1920, 1080)],
    ['JPEG, behind 60 kB of notes', jpeg(1920, 1080, 60_000)],
    ['GIF', bytes('GIF89a', little(1920, 2), little(1080, 2))],
    ['WebP, extended', vp8x(1920, 1080)],
    ['WebP, lossless', vp8l(1920, 1080)],
    ['WebP, lossy and scaled', vp8(1920, 1080)],
    ['BMP', bytes('BM', zeros(12), little(40, 4), little(1920, 4), little(1080, 4))],
    ['BMP that stands on its feet', bytes('BM', zeros(12), little(40, 4), little(1920, 4), little(2 ** 32 - 1080, 4))],
    ['BMP, the oldest', bytes('BM', zeros(12), little(12, 4), little(1920, 2), little(1080, 2))],
    ['AVIF', bytes(big(28, 4), 'ftypavif', zeros(16), ispe(1920, 1080))],
    ['HEIC of tiles, with a preview', bytes(big(28, 4), 'ftypheic', ispe(512, 512), ispe(1920, 1080), ispe(320, 180))],
  ])('%s', (_what, file) => {
    expect(sizeOf(file)).toEqual({ width: 1920, height: 1080 });
  });

  it.each([
    ['no picture', bytes('%PDF-1.7')],
    ['no side', png(0, 1080)],
    ['a side of four billion', png(2 ** 32 - 1, 2 ** 32 - 1)],
    ['a head that is cut off', png(1920, 1080).slice(0, 20)],
    ['another first part', bytes(0x89, 'PNG\r\n', 0x1a, '\n', zeros(40))],
    ['a JPEG without a frame', jpeg(1920, 1080).slice(0, 100)],
    [
      'a JPEG whose parts have no end',
      bytes(
        0xff,
        0xd8,
        zeros(50).flatMap(() => [0xff, 0xe1, 0, 0]),
      ),
    ],
    ['a WebP of no form', bytes('RIFF', zeros(4), 'WEBPVP8?', zeros(20))],
    ['an MP4', bytes(big(28, 4), 'ftypisom', ispe(1920, 1080))],
  ])('is not known of %s', (_what, file) => {
    expect(sizeOf(file)).toBeNull();
  });

  it('is read from base64 with line breaks, of addresses, and without its end', () => {
    const text = base64(png(640, 480));
    const forms = [
      text.replace(/.{20}/g, '$&\r\n'),
      text.replaceAll('+', '-').replaceAll('/', '_'),
      text.replace(/=+$/, ''),
    ];
    for (const form of forms) {
      const encoded = openBase64(form);
      expect(encoded && readImageSize(encoded)).toEqual({ width: 640, height: 480 });
    }
  });

  it('never throws, whatever the bytes', () => {
    const starts = fc.constantFrom(
      png(9, 9),
      jpeg(9, 9, 20),
      vp8x(9, 9),
      bytes('RIFF'),
      [],
      bytes(zeros(4), 'ftypheic'),
    );
    fc.assert(
      fc.property(starts, fc.uint8Array({ maxLength: 200 }), fc.nat(200), (start, rest, cut) => {
        const size = sizeOf([...start, ...rest].slice(0, cut));
        expect(size === null || (size.width > 0 && size.height > 0)).toBe(true);
      }),
      { numRuns: 50 },
    );
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        (text) => void readImageSize(openBase64(text) ?? { length: 0, at: () => 0 }),
      ),
    );
  });
});

it('a byte is what it was before it was encoded', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 50 }), (file) => {
      const encoded = openBase64(Buffer.from(file).toString('base64'));
      expect(encoded?.length).toBe(file.length);
      expect([...file].map((_, index) => encoded?.at(index))).toEqual([...file]);
      expect([encoded?.at(-1), encoded?.at(file.length)]).toEqual([Number.NaN, Number.NaN]);
    }),
  );
});
