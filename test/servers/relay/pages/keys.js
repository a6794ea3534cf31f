// The page of API keys: a table, a page at a time; where keys are masked, a button shows the whole one.

import { ask, setup } from './api.js';
import { element } from './dom.js';
import { inDisplay } from './wallet.js';
import { say } from './words.js';

/** Builds the page and fills it. */
export async function openKeys(root, status) {
  const rows = element('tbody', { id: 'keys' });
  const head = ['name', 'quota', 'group', 'models', 'key'].map((key) => element('th', { textContent: say(key) }));
  const table = element('table', {}, [element('thead', {}, [element('tr', {}, head)]), rows]);
  root.replaceChildren(element('h1', { textContent: say('keys') }), table);
  const first = setup.isOneApi || setup.wording === 'chat-en' ? 0 : 1;
  const { data } = await ask('GET', `/api/token/?p=${first}&size=10`);
  for (const token of Array.isArray(data) ? data : data.items) rows.append(rowOf(token, status));
}

function rowOf(token, status) {
  const left = inDisplay(token.remain_quota, status);
  const total = inDisplay(token.remain_quota + token.used_quota, status);
  const key = element('code', { textContent: `sk-${token.key}` });
  return element('tr', {}, [
    element('td', { textContent: token.name }),
    element('td', { textContent: token.unlimited_quota ? say('unlimited') : `${left} / ${total}` }),
    element('td', { textContent: token.group ?? '' }),
    element('td', { textContent: token.model_limits || token.models || say('all') }),
    element('td', {}, token.key.includes('***') ? [key, showButton(token, key)] : [key]),
  ]);
}

function showButton(token, key) {
  const button = element('button', { type: 'button', textContent: say('show') });
  button.addEventListener('click', async () => {
    const { data } = await ask('POST', `/api/token/${token.id}/key`);
    key.textContent = `sk-${data.key}`;
  });
  return button;
}
