/** The local day of an instant, `YYYY-MM-DD`, or of one so many days later. */
export function dayOf(at: number, daysLater = 0): string {
  const then = new Date(at);
  const date = new Date(then.getFullYear(), then.getMonth(), then.getDate() + daysLater);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
