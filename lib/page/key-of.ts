import { patterns } from './natives.ts';

/** Longer ones are no keys, characters. */
const KEY_CHARS_MAX = 512;

/** `Bearer` nearly everywhere; `Token` (Deepgram, Replicate), `Key` (fal), `DeepL-Auth-Key`. */
const SCHEMES = /^\s*(?:bearer|token|key|deepl-auth-key)\s+(\S+)/i;

/** The raw key of a request, for the bridge's fingerprint; null when it has none. `header`: by lower-case name. */
export function keyOf(header: (name: string) => string | null): string | null {
  const authorization = header('authorization');
  const key =
    (authorization && patterns.exec(SCHEMES, authorization)?.[1]) ??
    header('x-api-key') ??
    header('api-key') ??
    header('x-goog-api-key') ??
    header('xi-api-key');
  return key && key.length <= KEY_CHARS_MAX ? key : null;
}
