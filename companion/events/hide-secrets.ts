/** Longer words of clients are cut, characters. */
const CHARS_MAX = 128;

/** What looks like a key, a token, a query or a password in an address. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, '$1 …'],
  [/\/\/[^/\s@]*@/g, '//…@'],
  [/\?[^\s"']*/g, '?…'],
  [/\b((?:sk|pk|rk|ak|xai|pplx|nvapi|key)-|(?:sk|pk|rk|gsk|hf|r8|fw|ghp|tkp|tka)_|eyJ|AIza|AKIA)[\w.-]{10,}/g, '$1…'],
  // What no word or number is: nobody names a model by it.
  [/\b(?=\w*\d)(?=\w*[A-Za-z])\w{28,}/g, '…'],
];

/**
 * A word that came from outside (a model, a label, an error) as logs, metrics, traces and events may have it: without what looks
 * like a secret, in one line, of at most 128 characters.
 */
export function hideSecrets(text: string): string {
  if (text.length > CHARS_MAX) return hide(text);
  // The same few models and labels come with every call.
  const known = hidden.get(text);
  if (known !== undefined) return known;
  if (hidden.size >= KNOWN_MAX) hidden.clear();
  const shown = hide(text);
  hidden.set(text, shown);
  return shown;
}

/** So many words are remembered. */
const KNOWN_MAX = 500;
const hidden = new Map<string, string>();

function hide(text: string): string {
  // Cut first, with room: a client may have written megabytes.
  const line = text.slice(0, 4 * CHARS_MAX).replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  const shown = SECRETS.reduce((said, [pattern, instead]) => said.replace(pattern, instead), line);
  return shown.length > CHARS_MAX ? `${shown.slice(0, CHARS_MAX - 1)}…` : shown;
}

/** The same of a word that may not be there. */
export function hideSecretsIn(text: string | null): string | null {
  return text === null ? null : hideSecrets(text);
}
