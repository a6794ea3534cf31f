import type { Span } from './folder-rows.ts';

/** Below the folder that a person named: ours, then one of each browser, then its files. */
export const ROOT = 'tollkeeper/';
/** More browsers than anybody has. */
const DEVICES_MAX = 64;

/** Where the files of a browser lie. */
export function folderOf(device: string): string {
  return `${ROOT}${device}/`;
}

/** What a file of these numbers is called: nothing else is said by it. */
export function fileName([from, to]: Span): string {
  return `${from === to ? digits(to) : `${digits(from)}-${digits(to)}`}.tks`;
}

/** Files among some names, in the order they are read: a joined one before those that it is made of. */
export function filesIn(names: readonly string[]): readonly Span[] {
  const spans = names.flatMap((name): readonly Span[] => {
    const [, from, to = from] = /^(\d{8})(?:-(\d{8}))?\.tks$/.exec(name) ?? [];
    return from === undefined ? [] : [[Number(from), Number(to)]];
  });
  return spans.filter(([from, to]) => from <= to).toSorted(([a, b], [c, d]) => a - c || d - b);
}

/** Browsers among some names. */
export function devicesIn(names: readonly string[]): readonly string[] {
  const found = names.flatMap((name) => /^b-[0-9a-f]{12}$/.exec(name)?.[0] ?? []);
  return found.toSorted().slice(0, DEVICES_MAX);
}

/** Whether two files have the same numbers. */
export function isSameSpan(one: Span, other: Span): boolean {
  return one[0] === other[0] && one[1] === other[1];
}

/** Whether two files have a number in common. */
export function overlaps(one: Span, other: Span): boolean {
  return one[0] <= other[1] && other[0] <= one[1];
}

/** Whether all numbers of the one are in the other. */
export function isWithinSpan(one: Span, other: Span): boolean {
  return other[0] <= one[0] && one[1] <= other[1];
}

function digits(number: number): string {
  return String(number).padStart(8, '0');
}
