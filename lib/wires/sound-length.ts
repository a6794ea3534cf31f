import { bigEndian, type EncodedBytes, hasLetters, lettersOf, littleEndian } from './encoded-bytes.ts';

/** Longer than this is no file that anybody sends, ms: a day. */
const LENGTH_MS_MAX = 86_400_000;

/**
 * How long a sound or a video takes, ms, by what its file says of itself: WAV, MP3, OGG (Opus, Vorbis), FLAC, MP4 and M4A. Null: it
 * is none of these, or says what cannot be.
 * @param format what the request calls it: raw samples have no head.
 */
export function readLengthMs(bytes: EncodedBytes, format = ''): number | null {
  for (const read of [ofWav, ofOgg, ofFlac, ofMp4, ofMp3]) {
    const ms = read(bytes);
    if (ms !== null) return ms > 0 && ms <= LENGTH_MS_MAX ? Math.round(ms) : null;
  }
  // 24,000 samples of two bytes a second. https://platform.openai.com/docs/guides/realtime-conversations, 2026-11-22
  return format === 'pcm16' ? Math.round(bytes.length / 48) : null;
}

/** More parts than this stand before no sound. */
const PARTS_MAX = 64;

function ofWav(bytes: EncodedBytes): number | null {
  if (!hasLetters(bytes, 0, 'RIFF') || !hasLetters(bytes, 8, 'WAVE')) return null;
  let rate = Number.NaN;
  let index = 12;
  for (let part = 0; part < PARTS_MAX && index < bytes.length; part++) {
    const size = littleEndian(bytes, index + 4, 4);
    if (hasLetters(bytes, index, 'fmt ')) rate = littleEndian(bytes, index + 16, 4);
    // A recording that was still running when its head was written says more than there is, or nothing.
    if (hasLetters(bytes, index, 'data')) return (Math.min(size || Infinity, bytes.length - index - 8) / rate) * 1000;
    index += 8 + size + (size % 2);
  }
  return Number.NaN;
}

/** The last page is looked for in so many bytes at the end: no page is larger. */
const PAGE_BYTES_MAX = 65_307;

/** The last page says how many samples there are. RFC 3533, RFC 7845 */
function ofOgg(bytes: EncodedBytes): number | null {
  if (!hasLetters(bytes, 0, 'OggS')) return null;
  const from = Math.max(0, bytes.length - PAGE_BYTES_MAX);
  const last = from + lettersOf(bytes, from, bytes.length).lastIndexOf('OggS');
  const samples = littleEndian(bytes, last + 6, 6);
  if (hasLetters(bytes, 28, 'OpusHead')) return ((samples - littleEndian(bytes, 38, 2)) / 48_000) * 1000;
  return hasLetters(bytes, 29, 'vorbis') ? (samples / littleEndian(bytes, 40, 4)) * 1000 : Number.NaN;
}

/** https://www.rfc-editor.org/rfc/rfc9639#section-8.2 */
function ofFlac(bytes: EncodedBytes): number | null {
  if (!hasLetters(bytes, 0, 'fLaC')) return null;
  const rate = Math.floor(bigEndian(bytes, 18, 3) / 16);
  const samples = (bytes.at(21) % 16) * 2 ** 32 + bigEndian(bytes, 22, 4);
  return (samples / rate) * 1000;
}

/** ISO/IEC 14496-12, 8.2.2 */
function ofMp4(bytes: EncodedBytes): number | null {
  if (!hasLetters(bytes, 4, 'ftyp')) return null;
  let index = 0;
  for (let part = 0; part < PARTS_MAX && index < bytes.length; part++) {
    // Films over 4 GB have another form, and do not fit into a request.
    const size = bigEndian(bytes, index, 4);
    if (hasLetters(bytes, index + 4, 'moov')) {
      const head = index + 8;
      if (!hasLetters(bytes, head + 4, 'mvhd')) return Number.NaN;
      const isLong = bytes.at(head + 8) === 1;
      const scale = bigEndian(bytes, head + (isLong ? 28 : 20), 4);
      return (bigEndian(bytes, head + (isLong ? 32 : 24), isLong ? 8 : 4) / scale) * 1000;
    }
    if (!(size >= 8)) return Number.NaN;
    index += size;
  }
  return Number.NaN;
}

/** Kilobits a second by version (1; 2 and 2.5) of layer III. ISO/IEC 11172-3, 2.4.2.3 and 13818-3 */
const KILOBITS = [
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0],
] as const;
const HERTZ = [44_100, 48_000, 32_000, 0] as const;
/** So far after its notes the first frame is looked for, bytes. */
const FRAME_WITHIN = 4096;

function ofMp3(bytes: EncodedBytes): number | null {
  const hasNotes = hasLetters(bytes, 0, 'ID3');
  const start = hasNotes ? 10 + syncSafe(bytes, 6) : 0;
  const within = hasNotes ? FRAME_WITHIN : 1;
  for (let index = start; index < start + within && index < bytes.length; index++) {
    const ms = ofFrames(bytes, index);
    if (ms !== null) return ms;
  }
  return hasNotes ? Number.NaN : null;
}

/** Seven bits of each byte count. */
function syncSafe(bytes: EncodedBytes, index: number): number {
  return [0, 1, 2, 3].reduce((sum, place) => sum * 128 + (bytes.at(index + place) % 128), 0);
}

/** By the count of frames where the first one has it, else as if all were like the first. Null: no frame begins here. */
function ofFrames(bytes: EncodedBytes, index: number): number | null {
  const [first, second, third] = [bytes.at(index), bytes.at(index + 1), bytes.at(index + 2)];
  if (first !== 0xff || (second & 0xe6) !== 0xe2) return null;
  const version = (second >> 3) & 3;
  const [rates] = version === 3 ? KILOBITS : KILOBITS.slice(1);
  const kilobits = rates?.[third >> 4] ?? 0;
  const hertz = (HERTZ[(third >> 2) & 3] ?? 0) / (version === 3 ? 1 : version === 2 ? 2 : 4);
  if (version === 1 || kilobits === 0 || hertz === 0) return null;
  const isMono = bytes.at(index + 3) >> 6 === 3;
  const side = version === 3 ? (isMono ? 17 : 32) : isMono ? 9 : 17;
  const note = index + 4 + side;
  if (hasLetters(bytes, note, 'Xing') || hasLetters(bytes, note, 'Info')) {
    const frames = bytes.at(note + 7) % 2 === 1 ? bigEndian(bytes, note + 8, 4) : 0;
    if (frames > 0) return ((frames * (version === 3 ? 1152 : 576)) / hertz) * 1000;
  }
  return ((bytes.length - index) * 8) / kilobits;
}
