import type { SiteFacts } from '../domain/site-facts.ts';
import type { Location } from '../domain/surface.ts';
import type { PageProvider } from './provider.ts';
import * as registry from './registry.ts';

/*
 * The registry as a page's own process has it: builds leave out of it what only the background needs (prices, links, help),
 * and these types say so.
 */

export {
  findFamily,
  findFamilySurface,
  findSurfaceById,
  knownSites,
  ownSurfaces,
  siteIdAt,
} from './registry.ts';

/** As `learnOwnProviders` of the registry, with as much as pages know of a provider. */
export const learnOwnProviders = registry.learnOwnProviders as (described: readonly PageProvider[]) => void;

/** As `findProvider` of the registry. */
export const findProvider: (id: string, facts?: SiteFacts | null) => PageProvider | null = registry.findProvider;

/** As `findProviderAt` of the registry. */
export const findProviderAt: (
  page: Location,
  sites: readonly { readonly id: string; readonly facts: SiteFacts }[],
) => PageProvider | null = registry.findProviderAt;

/** As `isConsolePage` of the registry. */
export const isConsolePage: (provider: Pick<PageProvider, 'id' | 'console'>, page: Location) => boolean =
  registry.isConsolePage;
