import { timingSafeEqual } from 'node:crypto';

/** Whether an `Authorization` header has this token. Takes as long whatever it has. */
export function hasToken(header: string | undefined, token: string): boolean {
  const given = Buffer.from(/^Bearer (\S+)$/.exec(header ?? '')?.[1] ?? '');
  const wanted = Buffer.from(token);
  return wanted.byteLength > 0 && given.byteLength === wanted.byteLength && timingSafeEqual(given, wanted);
}
