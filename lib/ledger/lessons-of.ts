import type { DropLessons } from '../domain/learn-from-drops.ts';
import type { DropRow } from './rows.ts';

/** What is learned of a wallet, one for each unit: where it was read under several ids, what the most drops show. */
export function lessonsOf(rows: readonly DropRow[]): readonly DropLessons[] {
  const isBetter = (one: DropRow, other: DropRow): boolean => {
    const [more, less] = [one.trail.samples.length, other.trail.samples.length];
    return more > less || (more === less && one.account < other.account);
  };
  return rows
    .filter((row) => !rows.some((other) => other.unit === row.unit && other !== row && isBetter(other, row)))
    .map(({ learned }) => learned)
    .filter(({ lessons }) => lessons.length > 0);
}
