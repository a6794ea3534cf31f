import { createHash } from 'node:crypto';
import ical, { ICalAlarmType, ICalCalendarMethod } from 'ical-generator';
import { toDecimal } from '../../lib/domain/money.ts';
import type { FundingStep } from './find-funding.ts';

const HALF_HOUR_MS = 30 * 60_000;

/** Recharges as a calendar (RFC 5545). An event keeps its id as long as account, day and sum do, so that an import changes nothing twice. */
export function writeCalendar(steps: readonly FundingStep[]): string {
  const calendar = ical({ name: 'Tollkeeper', method: ICalCalendarMethod.PUBLISH });
  for (const { name, unit, amountNano, neededAt, beginAt, account, link } of steps) {
    const sum = `${toDecimal(amountNano)} ${unit}`;
    const day = new Date(neededAt).toISOString().slice(0, 10);
    const id = createHash('sha256').update(`${account} ${unit} ${day} ${sum}`).digest('hex').slice(0, 32);
    const event = calendar.createEvent({
      ...{ id: `${id}@tollkeeper`, start: new Date(beginAt), end: new Date(beginAt + HALF_HOUR_MS) },
      summary: `Recharge ${name} with ${sum}`,
      description: `It has to be there by ${day}.`,
      ...(link !== null && { url: link }),
    });
    event.createAlarm({ type: ICalAlarmType.display, trigger: 0 });
  }
  return calendar.toString();
}
