import { expect, it } from 'vitest';
import { recordSandbox } from './record-sandbox.ts';

/** Recorded anew with `vitest -u`: what differs is a change of the sandbox's own behaviour, to be looked at. */
it('the recordings are what the sandbox answers today', async () => {
  const text = `${JSON.stringify(await recordSandbox(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../lib/providers/recordings/sandbox.json');
});
