import { expect, it } from 'vitest';
import { recordSandbox } from './record-sandbox.ts';

/** Recorded anew with `vitest -u`: what differs is a change of the sandbox's own behaviour, to be looked at. */
it('the recordings are what the sandbox answers today', async () => {
  for (const [name, fixture] of Object.entries(await recordSandbox())) {
    await expect(`${JSON.stringify(fixture, null, 2)}\n`).toMatchFileSnapshot(`fixtures/sandbox/${name}`);
  }
});
