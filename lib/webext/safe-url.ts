import { isThisMachine } from '../domain/site.ts';

/** An address as it was typed: https, or this machine; nothing in it that is sent as a name or a password. Null: another one. */
export function readSafeUrl(typed: string, charsMax: number): URL | null {
  const url = typed.length > charsMax ? null : URL.parse(typed);
  if (url === null || url.username !== '' || url.password !== '') return null;
  url.hash = '';
  return url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine(url.hostname)) ? url : null;
}
