import browser from 'webextension-polyfill';
import { noteRecharge } from './await-recharge.ts';

/** Opens the page where an account is recharged. Noted first: the new tab closes the popup. */
export async function rechargeAt(account: string, url: string): Promise<void> {
  const { Database } = await import('./database.ts');
  const database = new Database();
  await noteRecharge(database, account, Date.now()).catch(() => undefined);
  database.close();
  await browser.tabs.create({ url });
}

/** Somebody knows of an alert, or wants to hear of it tomorrow. */
export async function sayOfAlert(id: string, said: 'known' | 'tomorrow'): Promise<void> {
  const [{ Database }, { answerAlert }] = await Promise.all([import('./database.ts'), import('./answer-alert.ts')]);
  const database = new Database();
  await answerAlert(database, id, said, Date.now()).catch(() => undefined);
  database.close();
}
