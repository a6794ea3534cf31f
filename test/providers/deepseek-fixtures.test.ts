import { expect, it } from 'vitest';
import { recordDeepSeek } from './record-deepseek.ts';

/** Recorded anew with `vitest -u`: what differs is a change of the server's own behaviour, to be looked at. */
it('the recordings are what the DeepSeek under test answers today', async () => {
  const text = `${JSON.stringify(await recordDeepSeek(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../lib/providers/recordings/deepseek.json');
});
