import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Surface } from '../../lib/domain/surface.ts';
import type { BridgeMessage, TapMessage } from '../../lib/page/protocol.ts';

const KNOWN: Surface = {
  id: 'lab/chat',
  provider: 'lab',
  kind: 'call',
  hosts: ['api.example.com'],
  ports: null,
  method: 'POST',
  path: '/v1/chat',
  wire: 'openai-chat',
  rule: null,
};
const URL_KNOWN = new URL('https://api.example.com/v1/chat');
const URL_OTHER = new URL('https://other.example/v1/chat');
const PASSED: TapMessage = { kind: 'passed', call: 1, surface: 'lab/chat', bodyText: null, key: null, why: 'sync' };

type Channel = typeof import('../../lib/page/channel.ts');

/** A channel lives in its module, one to a document: each test loads its own. */
async function open(known: readonly Surface[] = [KNOWN]): Promise<{
  channel: Channel;
  target: EventTarget;
  waits: typeof import('../../lib/page/waits.ts');
  commands: unknown[];
}> {
  vi.resetModules();
  const channel = await import('../../lib/page/channel.ts');
  const waits = await import('../../lib/page/waits.ts');
  const target = new EventTarget();
  const commands: unknown[] = [];
  channel.openChannel(target, known, (command) => commands.push(command));
  return { channel, target, waits, commands };
}

interface Bridge {
  readonly isTaken: boolean;
  readonly heard: unknown[];
  readonly say: (message: BridgeMessage) => Promise<void>;
  readonly port: MessagePort;
}

/** Hands a port over, as the bridge does. */
function handOver(target: EventTarget): Bridge {
  const { port1, port2 } = new MessageChannel();
  const heard: unknown[] = [];
  port1.onmessage = ({ data }) => heard.push(data);
  opened.push(port1);
  const event = new MessageEvent('tollkeeper:port', { ports: [port2], cancelable: true });
  const isTaken = !target.dispatchEvent(event);
  const say = async (message: BridgeMessage): Promise<void> => {
    port1.postMessage(message);
    await settle();
  };
  return { isTaken, heard, say, port: port1 };
}

const opened: MessagePort[] = [];
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 15));

afterEach(() => {
  for (const port of opened.splice(0)) port.close();
});

describe('the hand-over', () => {
  it('takes the first port, keeps its event from others, and takes no second', async () => {
    const { channel, target } = await open();
    const seen = vi.fn();
    target.addEventListener('tollkeeper:port', seen);
    const bridge = handOver(target);
    const second = handOver(target);
    channel.post(PASSED);
    await settle();
    expect([bridge.isTaken, second.isTaken]).toEqual([true, false]);
    expect([bridge.heard, second.heard]).toEqual([[PASSED], []]);
    expect(seen).toHaveBeenCalledTimes(1);
  });

  it('announces itself, so that a bridge that was there first can answer', async () => {
    vi.resetModules();
    const { openChannel, isAlive } = await import('../../lib/page/channel.ts');
    const target = new EventTarget();
    target.addEventListener('tollkeeper:tap', () => handOver(target));
    openChannel(target, [KNOWN], () => {});
    expect(isAlive()).toBe(true);
  });

  it('takes another port once the first is closed', async () => {
    const { channel, target } = await open();
    handOver(target).port.close();
    await vi.waitFor(() => expect(channel.isAlive()).toBe(false));
    expect(handOver(target).isTaken).toBe(true);
    expect(channel.isAlive()).toBe(true);
  });

  it('survives an event without a port, and one that is none', async () => {
    const { channel, target } = await open();
    target.dispatchEvent(new MessageEvent('tollkeeper:port'));
    target.dispatchEvent(new Event('tollkeeper:port'));
    expect(channel.isAlive()).toBe(false);
  });

  it('says nothing where there is no port, and does not mind', async () => {
    const { channel, target } = await open();
    channel.post(PASSED);
    const bridge = handOver(target);
    await settle();
    expect(bridge.heard).toEqual([]);
  });
});

describe('the settings', () => {
  it('are waited for 50 ms at most, and once', async () => {
    const { channel } = await open();
    const begin = performance.now();
    await channel.ready();
    const first = performance.now() - begin;
    await channel.ready();
    expect(first).toBeGreaterThan(40);
    expect(performance.now() - begin - first).toBeLessThan(20);
  });

  it('bring described surfaces, which until then look priced by their path', async () => {
    const { channel, target } = await open();
    expect(channel.find('POST', URL_KNOWN)?.id).toBe('lab/chat');
    expect([channel.find('POST', URL_OTHER), channel.find('GET', URL_OTHER)]).toEqual([undefined, null]);
    const described = { ...KNOWN, id: 'mine/chat', hosts: ['other.example'] };
    await handOver(target).say({ kind: 'config', surfaces: [described], isOff: false });
    await channel.ready();
    expect(channel.find('POST', URL_OTHER)?.id).toBe('mine/chat');
    expect(channel.find('POST', new URL('https://third.example/v1/chat'))).toBeNull();
  });

  it('a path that begins with a star is any path: nothing waits because of it', async () => {
    const anything: Surface = { ...KNOWN, id: 'lab/any', hosts: ['run.example'], path: '/**', isPattern: true };
    const model: Surface = { ...KNOWN, id: 'lab/model', path: '/models/*:run', isPattern: true };
    const { channel } = await open([anything, model]);
    expect(channel.find('POST', URL_OTHER)).toBeNull();
    expect(channel.find('POST', new URL('https://other.example/models/a:run'))).toBeUndefined();
    expect(channel.find('POST', new URL('https://run.example/a/b'))).toMatchObject({ id: 'lab/any', named: 'a/b' });
    const long = new URL(`https://run.example/${'a'.repeat(3000)}`);
    expect(channel.find('POST', long)).toMatchObject({ id: 'lab/any', named: '' });
  });

  it('until they are there, whatever is read may turn out to be a described reading', async () => {
    const { channel, target } = await open();
    expect([channel.mayBeReading('GET'), channel.mayBeReading('POST')]).toEqual([true, false]);
    await handOver(target).say({ kind: 'config', surfaces: [], isOff: false });
    expect(channel.mayBeReading('GET')).toBe(false);
    await channel.settingsCome();
  });

  it('can switch the site off: nothing is told any more, and what waits goes', async () => {
    const { channel, target, waits } = await open();
    const bridge = handOver(target);
    const answer = waits.waitFor(1, 10_000);
    await bridge.say({ kind: 'config', surfaces: [], isOff: true });
    channel.post(PASSED);
    await settle();
    expect([channel.find('POST', URL_KNOWN), channel.isAlive(), bridge.heard, await answer]).toEqual([
      null,
      false,
      [],
      { kind: 'silent' },
    ]);
  });
});

describe('a call that waits', () => {
  beforeEach(() => {
    vi.useRealTimers();
  });

  it.each([
    { kind: 'release', call: 1, bodyText: null },
    { kind: 'cancel', call: 1 },
    { kind: 'deliver', call: 1 },
    { kind: 'retry', call: 1, next: 7, bodyText: null },
  ] as const)('is told $kind', async (message) => {
    const { target, waits } = await open();
    const bridge = handOver(target);
    const answer = waits.waitFor(1, 1000);
    await bridge.say({ ...message, call: 2 } as BridgeMessage);
    await bridge.say(message);
    expect(await answer).toEqual(message);
  });

  it('waits longer once the bridge says held, until the port closes', async () => {
    const { target, waits } = await open();
    const bridge = handOver(target);
    const answer = waits.waitFor(1, 30);
    await bridge.say({ kind: 'held', call: 1 });
    await new Promise((resolve) => setTimeout(resolve, 60));
    let isDone = false;
    answer.then(() => {
      isDone = true;
    });
    await settle();
    expect(isDone).toBe(false);
    bridge.port.close();
    expect(await answer).toEqual({ kind: 'silent' });
  });

  it('is let go after its time, and after ten minutes of a card', async () => {
    vi.useFakeTimers();
    vi.resetModules();
    const { tell, waitFor } = await import('../../lib/page/waits.ts');
    const quick = waitFor(1, 400);
    const held = waitFor(2, 400);
    tell(2, { kind: 'held' });
    await vi.advanceTimersByTimeAsync(400);
    expect(await quick).toEqual({ kind: 'silent' });
    for (let passed = 0; passed < 600_000; passed += 1000) {
      tell(2, { kind: 'held' });
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(await held).toEqual({ kind: 'expired' });
    vi.useRealTimers();
  });

  it('after a silence nobody is made to wait, until the bridge speaks', async () => {
    const { channel, target } = await open();
    const bridge = handOver(target);
    channel.noteSilence();
    expect(channel.isAlive()).toBe(false);
    await bridge.say({ kind: 'held', call: 9 });
    expect(channel.isAlive()).toBe(true);
  });

  it('survives messages that are none, and passes commands on', async () => {
    const { channel, target, commands } = await open();
    const bridge = handOver(target);
    for (const message of [null, 5, {}, { kind: 'release' }, { kind: 'config' }, 'x']) {
      await bridge.say(message as unknown as BridgeMessage);
    }
    const command = { kind: 'send-rest', call: 1, next: 2, bodyText: '{}' } as const;
    await bridge.say(command);
    expect(commands).toEqual([command]);
    expect(channel.find('POST', URL_KNOWN)?.id).toBe('lab/chat');
  });

  it('goes at once when another tap takes over, which gets the next port', async () => {
    const { channel, target, waits } = await open();
    handOver(target);
    const answer = waits.waitFor(1, 10_000);
    channel.retire();
    expect(await answer).toEqual({ kind: 'silent' });
    expect([channel.find('POST', URL_KNOWN), handOver(target).isTaken]).toEqual([null, false]);
  });
});
