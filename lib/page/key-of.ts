import { patterns } from './natives.ts';

/** Longer ones are no keys, characters. */
const KEY_CHARS_MAX = 512;

/** The raw key of a request, for the bridge's fingerprint; null when it has none. `header`: by lower-case name. */
export function keyOf(header: (name: string) => string | null): string | null {
  const authorization = header('authorization');
  const key =
    (authorization && patterns.exec(/^\s*bearer\s+(\S+)/i, authorization)?.[1]) ??
    header('x-api-key') ??
    header('api-key');
  return key && key.length <= KEY_CHARS_MAX ? key : null;
}
