import { speak } from '../terminal/speak.ts';
import { createUserError } from './user-error.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A time such as `30m`, `2h` or `3d`, ms. Throws a user error. */
export function readDuration(value: string | boolean | undefined): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhdw])$/.exec(String(value ?? '')) ?? [];
  const ms = UNITS[unit];
  if (count !== undefined && ms !== undefined && Number(count) > 0) return Number(count) * ms;
  throw createUserError({
    what: value === undefined ? speak('readDuration.forHowLongWasNot') : speak('readDuration.isNoTime', { value }),
    why: speak('readDuration.aTimeIsAWhole'),
    todo: speak('readDuration.writeItSo'),
    exitCode: 2,
  });
}
