import type { Relay } from '../../servers/relay/relay.ts';
import type { DrivenPage } from '../support/driver.ts';

/** Signs somebody in at a relay from a page of its console that reads nothing, and is left where it is. */
export async function signInAt(page: DrivenPage, relay: Relay, username = 'ada'): Promise<void> {
  await page.goto(`${relay.origin}/somewhere`);
  await page.waitFor(() => document.querySelector('h1') !== null, { what: 'the console' });
  await signIn(page, username);
}

/** Signs somebody in as the console of this page does, which remembers who it was. */
export async function signIn(page: DrivenPage, username: string): Promise<void> {
  await page.evaluate(async (name: string) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch('/api/user/login', {
      method: 'POST',
      headers,
      body: JSON.stringify({ username: name }),
    });
    const { data } = (await response.json()) as { readonly data: { readonly user?: unknown } };
    localStorage.setItem('user', JSON.stringify(data.user ?? data));
  }, username);
}
