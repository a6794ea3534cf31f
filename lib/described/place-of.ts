import { isThisMachine } from '../domain/site.ts';
import type { Place } from '../domain/surface.ts';

/** Where an address of a description is; null: it is none that can be watched (`addressProblem` says why). */
export function placeOf(
  address: string,
): { readonly place: Place; readonly path: string; readonly isPattern: boolean } | null {
  const match = /^(https?):\/\/((?:\*\.)?[a-z0-9.-]{1,253})(?::(\d{1,5}))?(\/[^?#\s]*)?$/.exec(address);
  const [, scheme, host = '', digits, path = '/'] = match ?? [];
  if (scheme === undefined || (scheme === 'http' && !isThisMachine(host))) return null;
  const port = digits === undefined ? null : Number(digits);
  // A port of its own is a range of one; http has one of its own anyway.
  const ports = port === null && scheme === 'https' ? null : ([port ?? 80, port ?? 80] as const);
  return { place: { hosts: [host], ports }, path, isPattern: path.includes('*') };
}
