import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BackgroundLink } from '../../lib/bridge/background-link.ts';
import { bringWires, lacksWire, wireOf } from '../../lib/bridge/wires.ts';
import { call, on, describe as provide } from '../../lib/providers/describe.ts';
import { learnOwnProviders } from '../../lib/providers/registry.ts';
import { isolatedWorld } from '../../lib/webext/page-ui.ts';
import { wires } from '../../lib/wires/registry.ts';

const links = { recharge: null, keys: null, transactions: null };
const rare = provide({
  id: 'own-rare',
  name: 'Rare',
  console: on('rare.example'),
  consoleOrigin: null,
  surfaces: { ask: call(on('rare.example'), '/ask', 'anthropic-messages') },
  links,
});

beforeEach(() => learnOwnProviders([rare]));
afterEach(() => {
  vi.useRealTimers();
  learnOwnProviders([]);
  delete isolatedWorld.__tollkeeperWires;
});

const linkTo = (answer: () => Promise<unknown>) => ({ ask: vi.fn(answer) }) as unknown as BackgroundLink;

describe('the wires of a document', () => {
  it('are the common ones, until the others are brought in', async () => {
    expect([wireOf('openai-chat')?.id, wireOf('metered')?.id]).toEqual(['openai-chat', 'metered']);
    expect([lacksWire('sandbox/chat'), lacksWire('own-rare/ask')]).toEqual([false, true]);
    const link = linkTo(async () => {
      isolatedWorld.__tollkeeperWires = wires;
    });
    await bringWires(link);
    expect(wireOf('anthropic-messages')).toBe(wires['anthropic-messages']);
    expect(lacksWire('own-rare/ask')).toBe(false);
  });

  it('are not needed for what is only read, and not for what nobody knows', () => {
    expect([lacksWire('sandbox/account'), lacksWire('nobody/chat')]).toEqual([false, false]);
  });

  it('are not waited for longer than a call can wait, nor where there is no background', async () => {
    await bringWires(linkTo(() => Promise.reject(new Error('gone'))));
    vi.useFakeTimers();
    const brought = bringWires(linkTo(() => new Promise(() => undefined)));
    await vi.advanceTimersByTimeAsync(250);
    await brought;
    expect(wireOf('anthropic-messages')).toBeNull();
  });
});
