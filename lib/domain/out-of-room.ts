/**
 * Whether a failed write says that the browser has no more room: of one write, of all of them together, or from `storage.local`,
 * which tells it in words only.
 */
export function isOutOfRoom(cause: unknown): boolean {
  const { name, inner, message } = (cause ?? {}) as Readonly<Record<'name' | 'inner' | 'message', unknown>>;
  if (name === 'QuotaExceededError' || (inner instanceof Error && inner.name === 'QuotaExceededError')) return true;
  return typeof message === 'string' && /quota.{0,40}exceeded|exceeded.{0,40}quota|NO_SPACE/i.test(message);
}
