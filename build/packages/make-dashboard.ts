import { join } from 'node:path';
import { bundleDashboard } from './bundle-dashboard.ts';

/** `npm run build:page`: the companion's dashboard for a companion that runs from this checkout. */
const root = join(import.meta.dirname, '../..');
await bundleDashboard(root, join(root, '.output/companion-page'));
