import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { showCard } from '../components/page-ui/show-card.tsx';
import { showChip } from '../components/page-ui/show-chip.tsx';
import { showLine } from '../components/page-ui/show-line.tsx';
import { PAGE_UI_GLOBAL, type PageUi } from '../lib/webext/page-ui.ts';

/** Leaves the UI in the frame's isolated world for the bridge; a second injection changes nothing. */
export default defineUnlistedScript(() => {
  const shared = globalThis as unknown as Record<string, PageUi | undefined>;
  shared[PAGE_UI_GLOBAL] ??= { showCard, showChip, showLine };
});
