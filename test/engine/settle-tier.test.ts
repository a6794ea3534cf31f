import { expect, it } from 'vitest';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { answered, chat, settlement } from './calls.ts';
import { openMemoryHost } from './memory-host.ts';

it('a call is settled as the kind of service it was served as, not as the one it asked for', async () => {
  const host = await openMemoryHost(Date.UTC(2026, 10, 21));
  const costOf = async (asked: string | null, served?: string) => {
    const outcome = { ...answered(1000, 100), ...(served !== undefined && { tier: served }) };
    const draft = { ...chat, model: 'gpt-5.6-luna', ...(asked !== null && { tier: asked }) };
    const given = { ...settlement(`${asked} ${served}`, outcome, draft), provider: 'openai', surface: 'openai/chat' };
    const { record } = await settleCall(given, host.ports);
    expect(record?.draft?.tier ?? null).toBe(asked);
    return record?.cost?.likelyNano;
  };
  const ordinary = await costOf(null);
  expect(ordinary).toBeGreaterThan(0n);
  expect(await costOf('auto')).toBe(ordinary);
  const flex = await costOf('flex');
  expect(flex).toBeLessThan(ordinary ?? 0n);
  expect(await costOf('flex', 'default')).toBe(ordinary);
  expect(await costOf('auto', 'flex')).toBe(flex);
  expect(await costOf(null, 'flex')).toBe(flex);
  // At a price nobody knows, it is not taken for the ordinary one.
  expect(await costOf('auto', 'scale')).toBeUndefined();
});
