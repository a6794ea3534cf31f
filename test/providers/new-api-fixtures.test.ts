import { expect, it } from 'vitest';
import { recordNewApi } from './record-new-api.ts';

/** Recorded anew with `vitest -u`: what differs is a change of the server's own behaviour, to be looked at. */
it('the recordings are what the relay under test answers today', async () => {
  for (const [name, fixture] of Object.entries(await recordNewApi())) {
    await expect(`${JSON.stringify(fixture, null, 2)}\n`).toMatchFileSnapshot(`fixtures/new-api/${name}`);
  }
});
