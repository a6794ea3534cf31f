/** Two digits behind the point, or the first two that are not 0; what is behind them is cut off. */
export function shorten(decimal: string): string {
  const [whole = '0', places = ''] = decimal.split('.');
  const digits = Math.max(2, places.search(/[1-9]/) + 2);
  const kept = whole === '0' || whole === '-0' ? places.slice(0, digits) : places.slice(0, 2);
  return kept === '' ? whole : `${whole}.${kept.padEnd(2, '0')}`;
}

/** An amount as people write it: `$4.99`, `12.50 CNY`, `20 calls`. */
export function showAmount(decimal: string, unit: string): string {
  const short = shorten(decimal);
  if (unit !== 'USD') return `${short} ${unit}`;
  return short.startsWith('-') ? `-$${short.slice(1)}` : `$${short}`;
}
