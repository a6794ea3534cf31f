import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BackgroundLink } from '../../lib/bridge/background-link.ts';
import { bringExpected, bringRare, lacksWire, learnDescribed, wireOf } from '../../lib/bridge/rare-parts.ts';
import type { Description } from '../../lib/described/description.ts';
import { toProviders } from '../../lib/described/to-provider.ts';
import { openTokenCounter } from '../../lib/domain/count-tokens.ts';
import { openRecount } from '../../lib/domain/recount.ts';
import { call, on, describe as provide, read } from '../../lib/providers/describe.ts';
import { findSurfaceById, learnOwnProviders } from '../../lib/providers/registry.ts';
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
  vi.unstubAllGlobals();
  learnOwnProviders([]);
  delete isolatedWorld.__tollkeeperRare;
  delete isolatedWorld.__tollkeeperCounter;
});

const linkTo = (answer: () => Promise<unknown>) => ({ ask: vi.fn(answer) }) as unknown as BackgroundLink;

describe('the wires of a document', () => {
  it('are the common ones, until the others are brought in', async () => {
    expect([wireOf('openai-chat')?.id, wireOf('metered')]).toEqual(['openai-chat', null]);
    expect([lacksWire('sandbox/chat'), lacksWire('own-rare/ask')]).toEqual([false, true]);
    const link = linkTo(async () => {
      isolatedWorld.__tollkeeperRare = { wires, toProviders };
    });
    await bringRare(link);
    expect(wireOf('anthropic-messages')).toBe(wires['anthropic-messages']);
    expect(lacksWire('own-rare/ask')).toBe(false);
  });

  it('are not needed for what is only read, and not for what nobody knows', () => {
    expect([lacksWire('sandbox/account'), lacksWire('nobody/chat')]).toEqual([false, false]);
  });

  it('are not waited for longer than a call can wait, nor where there is no background', async () => {
    await bringRare(linkTo(() => Promise.reject(new Error('gone'))));
    vi.useFakeTimers();
    const brought = bringRare(linkTo(() => new Promise(() => undefined)));
    await vi.advanceTimersByTimeAsync(250);
    await brought;
    expect(wireOf('anthropic-messages')).toBeNull();
  });
});

describe('what the page of a provider brings at once', () => {
  const silent = provide({ ...rare, surfaces: { chat: call(on('rare.example'), '/chat', 'openai-chat') }, links });
  const told = provide({
    ...rare,
    surfaces: {
      chat: call(on('rare.example'), '/chat', 'openai-chat'),
      balance: read(on('rare.example'), 'balance', '/me'),
    },
    links,
  });

  it.each([
    ['its wires', rare, 'https://rare.example/', ['bring-counter', 'bring-wires']],
    ['what reads it', told, 'https://rare.example/', ['bring-counter', 'bring-readers']],
    ['what counts, and nothing that the bridge has', silent, 'https://rare.example/', ['bring-counter']],
    ['nothing on other pages', told, 'https://other.example/', []],
  ])('%s', (_what, provider, url, kinds) => {
    vi.stubGlobal('location', new URL(url));
    learnOwnProviders([provider]);
    const link = linkTo(async () => {
      // What cannot be had is not asked for again so soon.
      isolatedWorld.__tollkeeperCounter = { openTokenCounter, openRecount };
    });
    bringExpected(link, []);
    expect(vi.mocked(link.ask).mock.calls.map(([{ kind }]) => kind)).toEqual(kinds);
  });
});

describe('what a person described', () => {
  const description: Description = {
    tollkeeper: 1,
    id: 'lab',
    name: 'Lab',
    calls: [{ name: 'ask', url: 'https://lab.example/ask' }],
  };

  it('is known once the parts are there, asked for once, and forgotten when it is gone', async () => {
    const link = linkTo(async () => {
      isolatedWorld.__tollkeeperRare = { wires, toProviders };
    });
    await learnDescribed({ descriptions: [description] }, link);
    await learnDescribed({ descriptions: [description] }, link);
    expect(link.ask).toHaveBeenCalledOnce();
    expect(findSurfaceById('own-lab/ask')?.hosts).toEqual(['lab.example']);
    await learnDescribed({ descriptions: [] }, link);
    expect(findSurfaceById('own-lab/ask')).toBeNull();
  });

  it('is learned when the parts come at last, and nobody waits a second time until then', async () => {
    vi.useFakeTimers();
    const { promise, resolve } = Promise.withResolvers<void>();
    const link = linkTo(() => promise);
    const first = learnDescribed({ descriptions: [description] }, link);
    await vi.advanceTimersByTimeAsync(250);
    await first;
    expect(findSurfaceById('own-lab/ask')).toBeNull();
    expect(lacksWire('own-rare/ask')).toBe(false);
    isolatedWorld.__tollkeeperRare = { wires, toProviders };
    resolve();
    await vi.advanceTimersByTimeAsync(1);
    expect(findSurfaceById('own-lab/ask')?.hosts).toEqual(['lab.example']);
    expect(link.ask).toHaveBeenCalledOnce();
  });

  it('asks for nothing where nothing is described', async () => {
    const link = linkTo(() => Promise.reject(new Error('not to be asked')));
    await learnDescribed({ descriptions: [] }, link);
    expect(link.ask).not.toHaveBeenCalled();
  });
});
