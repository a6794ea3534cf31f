import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { showCard } from '../components/page-ui/show-card.tsx';
import { showChip } from '../components/page-ui/show-chip.tsx';
import { showLine } from '../components/page-ui/show-line.tsx';
import { isolatedWorld } from '../lib/webext/page-ui.ts';

/** Leaves the UI in the frame's isolated world for the bridge; a second injection changes nothing. */
export default defineUnlistedScript(() => {
  isolatedWorld.__tollkeeperPageUi ??= { showCard, showChip, showLine };
});
