import { openCostPanel } from '../../lib/webext/open-cost-panel.ts';

void openCostPanel();
