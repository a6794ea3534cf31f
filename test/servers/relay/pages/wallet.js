// The wallet page: what is left, in the unit the site shows; a code can be redeemed.

import { ask } from './api.js';
import { element, show } from './dom.js';
import { say } from './words.js';

/** Builds the page and fills it. */
export async function openWallet(root, status) {
  const balance = element('p', { className: 'figure', id: 'balance' });
  const used = element('p', { className: 'soft', id: 'used' });
  const code = element('input', { id: 'code', placeholder: say('code') });
  const redeem = element('button', { type: 'button', id: 'redeem', className: 'main', textContent: say('redeem') });
  const notice = element('p', { id: 'notice', role: 'status' });
  root.replaceChildren(
    element('h1', { textContent: say('wallet') }),
    element('section', { className: 'panel' }, [
      element('p', { className: 'soft', textContent: say('balance') }),
      balance,
      used,
    ]),
    element('section', { className: 'panel row' }, [code, redeem]),
    notice,
  );
  const refresh = async () => {
    const { data } = await ask('GET', '/api/user/self');
    localStorage.setItem('user', JSON.stringify({ ...JSON.parse(localStorage.getItem('user') ?? '{}'), id: data.id }));
    balance.textContent = inDisplay(data.quota, status);
    used.textContent = `${say('used')} ${inDisplay(data.used_quota, status)} · ${say('calls')} ${data.request_count}`;
  };
  redeem.addEventListener('click', () =>
    show(notice, async () => {
      await ask('POST', '/api/user/topup', { key: code.value.trim() });
      await refresh();
    }),
  );
  await refresh();
}

/** Points in the unit the site shows. */
export function inDisplay(quota, status) {
  const units = quota / status.quota_per_unit;
  switch (status.quota_display_type ?? (status.display_in_currency ? 'USD' : 'TOKENS')) {
    case 'TOKENS':
      return quota.toLocaleString('en');
    case 'CNY':
      return `¥${(units * status.usd_exchange_rate).toFixed(2)}`;
    case 'CUSTOM':
      return `${status.custom_currency_symbol}${(units * status.custom_currency_exchange_rate).toFixed(2)}`;
    default:
      return `$${units.toFixed(2)}`;
  }
}
