/** Bytes of files as tests make them: numbers, letters, and numbers of several bytes. */
export function bytes(...parts: readonly (number | string | readonly number[])[]): number[] {
  return parts.flatMap((part) => {
    if (typeof part === 'string') return [...part].map((letter) => letter.charCodeAt(0));
    return typeof part === 'number' ? [part] : [...part];
  });
}

/** The highest byte first. */
export function big(value: number, size: number): number[] {
  return Array.from({ length: size }, (_, place) => Math.floor(value / 256 ** (size - 1 - place)) % 256);
}

/** The lowest byte first. */
export function little(value: number, size: number): number[] {
  return big(value, size).reverse();
}

export const zeros = (size: number): number[] => Array.from({ length: size }, () => 0);

export const base64 = (file: readonly number[]): string => Buffer.from(file).toString('base64');

/** The head of a PNG of that size. */
export function png(width: number, height: number): number[] {
  return bytes(
    0x89,
    'PNG\r\n',
    0x1a,
    '\n',
    big(13, 4),
    'IHDR',
    big(width, 4),
    big(height, 4),
    8,
    2,
    0,
    0,
    0,
    big(0, 4),
  );
}

/** A JPEG with notes of a camera before its frame: in them stands a preview, which has a frame of its own. */
export function jpeg(width: number, height: number, notes = 4000): number[] {
  const preview = bytes(0xff, 0xd8, 0xff, 0xc0, big(17, 2), 8, big(120, 2), big(160, 2));
  const body = bytes('Exif', 0, 0, preview, zeros(notes));
  return bytes(
    ...[0xff, 0xd8, 0xff, 0xe1, big(body.length + 2, 2), body],
    ...[0xff, 0xdb, big(67, 2), zeros(65), 0xff, 0xc4, big(20, 2), zeros(18), 0xff],
    ...[0xff, 0xc2, big(17, 2), 8, big(height, 2), big(width, 2), 3, zeros(9)],
  );
}

/** One second of sound, as others. */
export function wav(milliseconds: number, rate = 32_000, said = (milliseconds * rate) / 1000): number[] {
  const samples = zeros((milliseconds * rate) / 1000);
  const format = bytes('fmt ', little(16, 4), little(1, 2), little(1, 2), little(16_000, 4), little(rate, 4), zeros(4));
  return bytes('RIFF', little(36, 4), 'WAVE', 'LIST', little(3, 4), zeros(4), format, 'data', little(said, 4), samples);
}
