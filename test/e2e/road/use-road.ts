import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { BrowserKind } from '../support/driver.ts';
import { openTabs } from './calls.ts';
import { openRoad, PLAIN, type Road, setSettings } from './road.ts';

/**
 * One road for the tests of a `describe`: everything as at the first start before each of them, the tabs that were added
 * closed after it.
 */
export function useRoad(kind: BrowserKind): {
  readonly road: () => Road;
  readonly tabs: Pick<ReturnType<typeof openTabs>, 'add'>;
} {
  let open: Road | null = null;
  const tabs = openTabs();
  const road = (): Road => {
    if (open === null) throw new Error('The road is open during the tests only.');
    return open;
  };
  beforeAll(async () => {
    open = await openRoad(kind);
  });
  beforeEach(async () => {
    await road().reset();
    await setSettings(road().browser, PLAIN);
  });
  afterEach(() => tabs.close());
  afterAll(() => open?.close());
  return { road, tabs };
}
