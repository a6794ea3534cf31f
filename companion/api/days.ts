/** The day of an instant in a zone, `YYYY-MM-DD`. */
export function dayIn(timeZone: string, at: number): string {
  return daysIn(timeZone)(at);
}

/** The same for many instants. */
export function daysIn(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (at) => format.format(at);
}

/** The day so many days before one. */
export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}
