import { bigEndian, type EncodedBytes, hasLetters, littleEndian } from './encoded-bytes.ts';

/** Pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** No format that providers take holds more on a side, pixels. */
const SIDE_MAX = 65_535;

/**
 * The size of a picture by its first bytes: PNG, JPEG, GIF, WebP, BMP, AVIF and HEIC. Null: it is none of these, what is there is
 * cut off, or it says what cannot be.
 */
export function readImageSize(bytes: EncodedBytes): ImageSize | null {
  for (const read of [ofPng, ofJpeg, ofGif, ofWebp, ofBmp, ofBoxes]) {
    const size = read(bytes);
    if (size !== null) return isPossible(size) ? size : null;
  }
  return null;
}

/** Zero, NaN and absurd sides are none. */
function isPossible({ width, height }: ImageSize): boolean {
  return [width, height].every((pixels) => pixels >= 1 && pixels <= SIDE_MAX);
}

/** https://www.w3.org/TR/png-3/#11IHDR */
function ofPng(bytes: EncodedBytes): ImageSize | null {
  if (!hasLetters(bytes, 0, '\u0089PNG\r\n\u001a\n')) return null;
  const isHead = hasLetters(bytes, 12, 'IHDR');
  return isHead ? { width: bigEndian(bytes, 16, 4), height: bigEndian(bytes, 20, 4) } : NO_SIZE;
}

/** Its format is known, its size not. */
const NO_SIZE: ImageSize = { width: 0, height: 0 };
/** More parts than this stand before no picture. */
const PARTS_MAX = 1000;

/** What stands before the frame (a preview, colours, notes of the camera) is stepped over. ITU-T T.81, B.1.1.3 and B.2.2 */
function ofJpeg(bytes: EncodedBytes): ImageSize | null {
  if (!hasLetters(bytes, 0, '\u00ff\u00d8\u00ff')) return null;
  let index = 2;
  for (let part = 0; part < PARTS_MAX && bytes.at(index) === 0xff; part++) {
    const marker = bytes.at(index + 1);
    if (marker === 0xff) index += 1;
    else if (isFrame(marker)) return { height: bigEndian(bytes, index + 5, 2), width: bigEndian(bytes, index + 7, 2) };
    else if (marker === 1 || (marker >= 0xd0 && marker <= 0xd7)) index += 2;
    else index += 2 + bigEndian(bytes, index + 2, 2);
  }
  return NO_SIZE;
}

/** The start of a frame; three of these numbers are tables. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function ofGif(bytes: EncodedBytes): ImageSize | null {
  if (!hasLetters(bytes, 0, 'GIF8')) return null;
  return { width: littleEndian(bytes, 6, 2), height: littleEndian(bytes, 8, 2) };
}

/** Lossy, lossless and extended. https://developers.google.com/speed/webp/docs/riff_container */
function ofWebp(bytes: EncodedBytes): ImageSize | null {
  if (!hasLetters(bytes, 0, 'RIFF') || !hasLetters(bytes, 8, 'WEBP')) return null;
  if (hasLetters(bytes, 12, 'VP8X'))
    return { width: littleEndian(bytes, 24, 3) + 1, height: littleEndian(bytes, 27, 3) + 1 };
  if (hasLetters(bytes, 12, 'VP8L') && bytes.at(20) === 0x2f) {
    const sides = littleEndian(bytes, 21, 4);
    return { width: (sides % 2 ** 14) + 1, height: (Math.floor(sides / 2 ** 14) % 2 ** 14) + 1 };
  }
  // The highest two bits of a side say how it may be scaled.
  const isLossy = hasLetters(bytes, 12, 'VP8 ') && hasLetters(bytes, 23, '\u009d\u0001*');
  if (!isLossy) return NO_SIZE;
  return { width: littleEndian(bytes, 26, 2) % 2 ** 14, height: littleEndian(bytes, 28, 2) % 2 ** 14 };
}

/** A height below nothing says that the picture stands on its feet. */
function ofBmp(bytes: EncodedBytes): ImageSize | null {
  if (!hasLetters(bytes, 0, 'BM')) return null;
  const side = (index: number): number => Math.abs(littleEndian(bytes, index, 4) | 0);
  return littleEndian(bytes, 14, 4) === 12
    ? { width: littleEndian(bytes, 18, 2), height: littleEndian(bytes, 20, 2) }
    : { width: side(18), height: side(22) };
}

/** So far in the size is looked for, bytes. */
const BOXES_BYTES_MAX = 65_536;

/** AVIF and HEIC say the size of the whole, of its tiles and of a preview: the largest is the picture's. ISO/IEC 23008-12, 6.5.3 */
function ofBoxes(bytes: EncodedBytes): ImageSize | null {
  if (!hasLetters(bytes, 4, 'ftyp')) return null;
  const isPicture = ['avif', 'avis', 'heic', 'heix', 'mif1', 'msf1'].some((brand) => hasLetters(bytes, 8, brand));
  if (!isPicture) return null;
  let largest = NO_SIZE;
  for (let index = 12; index < Math.min(bytes.length, BOXES_BYTES_MAX); index++) {
    if (!hasLetters(bytes, index, 'ispe')) continue;
    const size = { width: bigEndian(bytes, index + 8, 4), height: bigEndian(bytes, index + 12, 4) };
    if (size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}
