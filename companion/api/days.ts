/** The day of an instant in a zone, `YYYY-MM-DD`. */
export function dayIn(timeZone: string, at: number): string {
  return daysIn(timeZone)(at);
}

/** The same for many instants. */
export function daysIn(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  let last = { quarter: Number.NaN, day: '' };
  return (at) => {
    // In every zone days begin at a quarter of an hour, and most are asked for again and again.
    const quarter = Math.floor(at / QUARTER_MS);
    if (quarter !== last.quarter) last = { quarter, day: format.format(at) };
    return last.day;
  };
}

const QUARTER_MS = 900_000;

/** The day so many days before one. */
export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}
