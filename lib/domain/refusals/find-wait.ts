/** At most a month is believed. */
const WAIT_MS_MAX = 31 * 86_400_000;

const WAIT =
  /(?:(?:try|retry|again|wait|reset\w*|available|back|expected|retrying|backoff|重试|等待|恢复|重置)[^\n\d]{0,30}|(?:in|after|for) )(\d{1,9}(?:\.\d{1,9})?)\s?(ms|milliseconds?|毫秒|seconds?|secs?|s|秒|minutes?|mins?|m|分钟|hours?|hrs?|h|小时|days?|d|天)(?![a-z])(?:\s?(\d{1,4}(?:\.\d{1,9})?)(s|m|min|h)(?![a-z]))?/;

/** The span before the word. */
const WAIT_BEHIND = /(\d{1,9}(?:\.\d{1,9})?) ?(毫秒|秒|分钟|小时|天)钟?(?:之?后|内)/;

/** For how long the other side asks to wait, ms; by header, field or words; null: it does not say. */
export function findWait(
  text: string,
  figures: ReadonlyMap<string, number>,
  headers: Readonly<Record<string, string>>,
): number | null {
  const header = Number(headers['retry-after']?.trim() || Number.NaN);
  if (Number.isFinite(header) && header >= 0) return Math.min(header * 1000, WAIT_MS_MAX);
  const inMs = Number(headers['retry-after-ms']?.trim() || Number.NaN);
  if (Number.isFinite(inMs) && inMs >= 0) return Math.min(inMs, WAIT_MS_MAX);
  for (const [name, value] of figures) {
    if (value < 0 || !/^(?:retry after|retry in|backoff|wait|retry delay|reset in|resets in)/.test(name)) continue;
    return Math.min(/ ms$|milli/.test(name) ? value : value * 1000, WAIT_MS_MAX);
  }
  const [, count = '', unit = '', more, moreUnit = ''] = WAIT.exec(text) ?? WAIT_BEHIND.exec(text) ?? [];
  if (count === '') {
    const seconds = /reset ?in ?[=:] ?(\d{1,8})/.exec(text)?.[1];
    return seconds === undefined ? null : Math.min(Number(seconds) * 1000, WAIT_MS_MAX);
  }
  const waitMs = Number(count) * unitMs(unit) + (more === undefined ? 0 : Number(more) * unitMs(moreUnit));
  return Math.min(Math.ceil(waitMs), WAIT_MS_MAX);
}

function unitMs(unit: string): number {
  if (/^(?:ms|milli|毫)/.test(unit)) return 1;
  if (/^(?:m|分)/.test(unit)) return 60_000;
  if (/^(?:h|小)/.test(unit)) return 3_600_000;
  return /^(?:d|天)/.test(unit) ? 86_400_000 : 1000;
}

/** When a limit begins anew, as it is written: which zone a bare date means is for the reader to know. Null: not said. */
export function findReset(text: string, headers: Readonly<Record<string, string>>): string | null {
  const moment = String.raw`(\d{4}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?(?: ?utc|z|[+-]\d\d:?\d\d)?)?)`;
  const said = new RegExp(
    `(?:reset|renew|regain|refill|restor|until|access on|available (?:on|at|again)|重置|恢复)[^\\n\\d]{0,40}${moment}`,
  ).exec(text)?.[1];
  if (said !== undefined) return said.toUpperCase();
  const header = headers['x-ratelimit-reset'] ?? headers['ratelimit-reset'];
  if (header !== undefined && /^\d{4}-\d\d-\d\dT/.test(header)) return header.slice(0, 40);
  return null;
}
