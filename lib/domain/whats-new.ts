import type { TextKey } from './texts/en.ts';

/** What people should know of a version, the newest first: a short choice of what the changelog tells in full. */
const NEWS: readonly { readonly version: string; readonly says: readonly TextKey[] }[] = [
  { version: '0.1.0', says: ['news.overview', 'news.badge', 'news.welcome'] },
];

/** What is new to somebody who had this version before. Empty: nothing to speak of. */
export function newsSince(version: string): readonly TextKey[] {
  return NEWS.filter((news) => isNewer(news.version, version)).flatMap(({ says }) => says);
}

/** Versions are numbers and points. */
function isNewer(one: string, other: string): boolean {
  const [a, b] = [one, other].map((version) => version.split('.').map(Number));
  const at = a?.findIndex((part, index) => part !== (b?.[index] ?? 0)) ?? -1;
  return at >= 0 && (a?.[at] ?? 0) > (b?.[at] ?? 0);
}
