import { isOutOfRoom } from '../domain/out-of-room.ts';
import type { Text } from '../domain/text.ts';

/** Why a change was not kept, and what helps: for the notice that stands beside what was so before. */
export function notSaved(cause: unknown): Text {
  if (isOutOfRoom(cause) || (cause instanceof Error && isOutOfRoom(cause.cause))) return { key: 'dash.notSavedFull' };
  if (isCutOff(cause)) return { key: 'dash.notSavedGone' };
  return { key: 'dash.notSaved' };
}

/** The page is older than the extension that is running, after an update or a reload: nothing of it is answered any more. */
function isCutOff(cause: unknown): boolean {
  return cause instanceof Error && /context invalidated|receiving end does not exist/i.test(cause.message);
}
