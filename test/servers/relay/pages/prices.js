// The page of models and what they cost.

import { ask } from './api.js';
import { element } from './dom.js';
import { say } from './words.js';

/** Builds the page and fills it. */
export async function openPrices(root) {
  const rows = element('tbody', { id: 'prices' });
  const table = element('table', {}, [rows]);
  root.replaceChildren(element('h1', { textContent: say('prices') }), table);
  const { data } = await ask('GET', '/api/pricing');
  const cells = (row) => [row.model_name, row.quota_type === 1 ? row.model_price : row.model_ratio];
  rows.replaceChildren(
    ...data.map((row) =>
      element(
        'tr',
        {},
        cells(row).map((text) => element('td', { textContent: String(text) })),
      ),
    ),
  );
}
