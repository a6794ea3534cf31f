import { EXAMPLE } from '../described/example.ts';
import { afterPaint } from './after-paint.ts';
import { copyText } from './copy-text.ts';
import { overviewDeeds, readOverview } from './dashboard-overview.ts';
import type { openDashboardSource } from './dashboard-source.ts';
import { openLater } from './later.ts';
import { saveFile } from './save-file.ts';

type Source = ReturnType<typeof openDashboardSource>;

/**
 * The dashboard's source (`openDashboardSource`), of which only what the first screen shows is there at once. `isFirst`: the page
 * opens with that screen, and everything else is loaded when it is painted.
 */
export function openDashboardLater(isFirst: boolean): Source {
  let opened: Promise<Source> | null = null;
  const open = (): Promise<Source> => {
    opened ??= (isFirst ? afterPaint() : Promise.resolve())
      .then(() => import('./dashboard-source.ts'))
      .then((code) => code.openDashboardSource());
    return opened;
  };
  return openLater<Source>(open, {
    readOverview: () => readOverview(Date.now()),
    overview: overviewDeeds,
    apiExample: `${JSON.stringify(EXAMPLE, null, 2)}\n`,
    estimator: openLater(() => open().then(({ estimator }) => estimator), {}),
    saveFile,
    copy: copyText,
  });
}
