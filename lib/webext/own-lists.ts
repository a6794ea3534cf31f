import type { OwnLists } from '../prices/judge-file.ts';
import { providers } from '../providers/registry.ts';

/** The prices of providers' own files: of those that this build has, not of those that a person described. */
export function ownLists(): OwnLists {
  return new Map(providers.flatMap(({ id, prices }) => (prices.length > 0 ? [[id, prices] as const] : [])));
}
