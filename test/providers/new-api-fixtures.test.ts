import { expect, it } from 'vitest';
import { recordNewApi } from './record-new-api.ts';

/** Recorded anew with `vitest -u`: what differs is a change of the server's own behaviour, to be looked at. */
it('the recordings are what the relay under test answers today', async () => {
  const text = `${JSON.stringify(await recordNewApi(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../lib/providers/recordings/new-api.json');
});
