import { afterPaint } from './after-paint.ts';
import { takeGlance } from './glance.ts';
import { openLater } from './later.ts';
import type { PopupSource } from './popup-model.ts';

/**
 * The popup's source (`openPopupSource`), of which only the first glance is there at once: what knows providers, budgets and calls is
 * loaded when that is painted.
 */
export function openPopupLater(): PopupSource {
  const glanced = takeGlance();
  const load = async (): Promise<PopupSource> => {
    if ((await glanced) !== null) await afterPaint();
    const { openPopupSource } = await import('./popup-source.ts');
    return openPopupSource();
  };
  return openLater(load, { glance: () => glanced });
}
