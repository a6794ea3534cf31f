import * as v from 'valibot';

/** A time zone as people and programs write it. */
export const zoneInput = v.pipe(v.string(), v.maxLength(64), v.check(isZone, 'a zone is written as Europe/Vienna'));

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
