import { expect, it } from 'vitest';
import { providersPage } from './providers-page.ts';

/** Written anew with `vitest -u`: what differs is what is known of providers. */
it('docs/providers.md says what is known of every provider', async () => {
  await expect(providersPage()).toMatchFileSnapshot('../../docs/providers.md');
});
