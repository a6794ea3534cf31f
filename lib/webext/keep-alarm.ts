import browser from 'webextension-polyfill';

/** Rings each minute, as long as the browser runs. */
export const MINUTE_ALARM = 'settle-expired';
/** It rings at the latest so long from now, ms; what is further away was set while the clock was ahead. */
const AHEAD_MS_MAX = 2 * 60_000;

/**
 * Makes the minute's alarm where there is none, or where it would not ring for longer than it may: browsers may drop alarms, and one
 * that was set while the clock was ahead rings only when the clock is there again. `now`: epoch ms.
 */
export async function keepAlarm(now: number): Promise<void> {
  const alarm = await browser.alarms.get(MINUTE_ALARM);
  if (alarm && alarm.scheduledTime - now <= AHEAD_MS_MAX) return;
  await browser.alarms.create(MINUTE_ALARM, { periodInMinutes: 1 });
}
