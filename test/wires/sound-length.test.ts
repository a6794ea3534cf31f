import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openBase64 } from '../../lib/wires/encoded-bytes.ts';
import { readPdfPages } from '../../lib/wires/pdf-pages.ts';
import { readLengthMs } from '../../lib/wires/sound-length.ts';
import { base64, big, bytes, little, wav, zeros } from './file-samples.ts';

const open = (file: readonly number[]) => openBase64(base64(file)) ?? { length: 0, at: () => Number.NaN };
const lengthOf = (file: readonly number[], format?: string) => readLengthMs(open(file), format);
const pagesOf = (text: string) => readPdfPages(open(bytes(text)));

/** Layer III of version 1, 128 kilobits and 44,100 samples a second, mono. */
const FRAME = [0xff, 0xfb, 0x90, 0xc0];
const page = (samples: number, body: readonly number[]) =>
  bytes('OggS', 0, 0, little(samples, 6), zeros(14), 1, 19, [...body]);
const opus = bytes('OpusHead', 1, 1, little(312, 2), zeros(8));
const vorbis = bytes(1, 'vorbis', zeros(4), 1, little(22_050, 4), zeros(14));
const mvhd = (scale: number, duration: number) =>
  bytes(big(108, 4), 'mvhd', zeros(12), big(scale, 4), big(duration, 4));

describe('how long a sound takes', () => {
  it.each<[string, number[], number]>([
    ['WAV, behind other parts', wav(1500), 1500],
    ['WAV that was still recorded', wav(1500, 32_000, 2 ** 32 - 1), 1500],
    ['WAV that says nothing', wav(1500, 32_000, 0), 1500],
    ['MP3 at one rate', bytes(FRAME, zeros(15_996)), 1000],
    ['MP3 behind notes', bytes('ID3', 4, 0, 0, 0, 0, 1, 4, zeros(132), FRAME, zeros(15_996)), 1000],
    ['MP3 that counts its frames', bytes(FRAME, zeros(17), 'Xing', big(1, 4), big(38_281, 4), zeros(900)), 999_993],
    ['OGG with Opus', bytes(page(0, opus), page(48_312, zeros(19))), 1000],
    ['OGG with Vorbis', bytes(page(0, vorbis), page(44_100, zeros(19))), 2000],
    ['FLAC', bytes('fLaC', zeros(14), big(44_100 * 16, 3), 0, big(88_200, 4)), 2000],
    ['MP4', bytes(big(16, 4), 'ftypM4A ', zeros(4), big(8, 4), 'mdat', big(116, 4), 'moov', mvhd(600, 6000)), 10_000],
  ])('%s', (_what, file, ms) => {
    expect(lengthOf(file)).toBe(ms);
  });

  it('of samples without a head is known where the request says what they are', () => {
    expect([lengthOf(zeros(48_000), 'pcm16'), lengthOf(zeros(48_000))]).toEqual([1000, null]);
  });

  it.each([
    ['none', bytes('hello')],
    ['a WAV without a rate', bytes('RIFF', zeros(4), 'WAVE', 'data', little(9, 4), zeros(9))],
    ['a WAV of no bytes a second', wav(100, 0)],
    ['an MP3 of no rate', [0xff, 0xfb, 0xf0, 0xc0, ...zeros(99)]],
    ['a year', bytes(big(8, 4), 'ftyp', big(116, 4), 'moov', mvhd(1, 31_536_000))],
    ['boxes without a size', bytes(big(8, 4), 'ftyp', zeros(400))],
    ['an OGG of nothing that is known', bytes(page(5, zeros(19)))],
  ])('is not known of %s', (_what, file) => {
    expect(lengthOf(file)).toBeNull();
  });

  it('never throws, whatever the bytes', () => {
    const heads = fc.constantFrom(
      wav(1),
      bytes('OggS'),
      bytes('fLaC'),
      bytes('ID3'),
      FRAME,
      bytes(zeros(4), 'ftyp'),
      bytes('%PDF-'),
    );
    fc.assert(
      fc.property(heads, fc.uint8Array({ maxLength: 300 }), (head, rest) => {
        const file = [...head, ...rest];
        expect(lengthOf(file) ?? 0).toBeGreaterThanOrEqual(0);
        expect(readPdfPages(open(file)) ?? 1).toBeGreaterThan(0);
      }),
    );
  });
});

describe('how many pages a document has', () => {
  it('is as many as it has objects of that type', () => {
    const body = '%PDF-1.4 <</Type/Pages/Count 3>> <</Type /Page /A 1>> <</Type/Page>>  << /Type  /Page\n>>';
    expect(pagesOf(body)).toBe(3);
  });

  it('is counted once where parts of a large one meet', () => {
    for (const before of [32_700, 32_750, 32_755, 32_760, 32_763, 32_768, 32_800]) {
      expect(pagesOf(`%PDF-1.4${' '.repeat(before)}<</Type /Page/A>>${' '.repeat(40_000)}<</Type/Page>>`)).toBe(2);
    }
  });

  it('stands in its head where it was made for slow connections', () => {
    expect(pagesOf('%PDF-1.5\n1 0 obj <</Linearized 1/L 9999/H [ 1 2]/O 3/E 4/N 12/T 5>>')).toBe(12);
  });

  it.each([
    ['no document', 'Hello'],
    ['packed objects', `%PDF-1.7 <</Type/ObjStm>>${'x'.repeat(99)}`],
    ['more than can be looked through', `%PDF-1.4 <</Type/Page>>${' '.repeat(4_000_000)}`],
  ])('is not known of %s', (_what, text) => {
    expect(pagesOf(text)).toBeNull();
  });
});
