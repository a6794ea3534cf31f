import { defineBackground } from 'wxt/utils/define-background';
import { startBackground } from '../lib/webext/start-background.ts';

// No module: its code would lie in several files, and a stopped worker waits for one after the other when it is woken.
export default defineBackground(startBackground);
