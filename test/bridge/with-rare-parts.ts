import { afterAll, beforeAll } from 'vitest';
import { toProviders } from '../../lib/described/to-provider.ts';
import { consoleReaders } from '../../lib/domain/console-readers.ts';
import { readSitePrices } from '../../lib/providers/site-lists.ts';
import { isolatedWorld } from '../../lib/webext/page-ui.ts';
import { wires } from '../../lib/wires/registry.ts';

/** The tests of one file run where the rarer parts were brought in. */
export function withRareParts(): void {
  beforeAll(() => {
    isolatedWorld.__tollkeeperRare = { wires, toProviders };
    isolatedWorld.__tollkeeperReaders = { ...consoleReaders, readSitePrices };
  });
  afterAll(() => {
    delete isolatedWorld.__tollkeeperRare;
    delete isolatedWorld.__tollkeeperReaders;
  });
}
