import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { BackgroundLink } from '../../lib/bridge/background-link.ts';
import { openChipHost } from '../../lib/bridge/chip-host.ts';

/** As far as the chip looks at it: one composer, in which something is typed. */
class FakeElement {
  readonly isConnected = true;
  textContent = 'A question.';
  closest(): this {
    return this;
  }
}
class Other {}

const listeners = new Map<string, (event: { readonly isTrusted: boolean; readonly target?: unknown }) => void>();
const composer = new FakeElement();

beforeEach(() => {
  composer.textContent = 'A question.';
  vi.useFakeTimers();
  listeners.clear();
  const page = new URL('http://127.0.0.1:4118/playground');
  const { href, protocol, hostname, port, pathname, origin } = page;
  for (const [name, value] of Object.entries({
    addEventListener: (type: string, listener: never) => listeners.set(type, listener),
    removeEventListener: (type: string) => listeners.delete(type),
    document: { querySelector: () => composer },
    location: { href, protocol, hostname, port, pathname, origin },
    Element: FakeElement,
    HTMLTextAreaElement: Other,
    HTMLInputElement: Other,
    HTMLSelectElement: Other,
  }))
    vi.stubGlobal(name, value);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A host by whose composer something was typed, and how often it has asked for a preview since. */
async function typed(): Promise<{
  readonly host: ReturnType<typeof openChipHost>;
  readonly asked: () => number;
  readonly update: () => void;
}> {
  let count = 0;
  let isGone = false;
  const ask = async ({ kind }: { readonly kind: string }): Promise<null> => {
    if (kind === 'preview') count += 1;
    return null;
  };
  const host = openChipHost({ ask, isGone: () => isGone } as unknown as BackgroundLink, { all: () => [] }, () => false);
  listeners.get('input')?.({ isTrusted: true, target: composer });
  await vi.advanceTimersByTimeAsync(1000);
  expect(count).toBe(1);
  count = 0;
  const update = (): void => {
    isGone = true;
  };
  return { host, asked: () => count, update };
}

it('a page that says a thousand times that it has the focus costs no message', async () => {
  const { asked } = await typed();
  for (let index = 0; index < 1000; index += 1) listeners.get('focus')?.({ isTrusted: false });
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked()).toBe(0);
});

it('somebody who comes back sees what is true now', async () => {
  const { asked } = await typed();
  listeners.get('focus')?.({ isTrusted: true });
  await vi.advanceTimersByTimeAsync(300);
  expect(asked()).toBe(1);
});

it('balances that change all the time are looked at a few times a second, the last one included', async () => {
  const { host, asked } = await typed();
  for (let ms = 0; ms < 1000; ms += 1) {
    host.refresh();
    await vi.advanceTimersByTimeAsync(1);
  }
  expect(asked()).toBeLessThanOrEqual(5);
  const before = asked();
  host.refresh();
  await vi.advanceTimersByTimeAsync(300);
  expect(asked()).toBe(before + 1);
});

it('after an update of the extension nothing is asked any more, and nobody listens', async () => {
  const { asked, update } = await typed();
  update();
  listeners.get('input')?.({ isTrusted: true, target: composer });
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked()).toBe(0);
  expect([...listeners.keys()]).toEqual([]);
});

it('knows that a field is empty by now in which what a call carries was typed, and of others nothing', async () => {
  const { host } = await typed();
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'A question.' }] });
  expect(host.isEmptied(body)).toBe(false);
  composer.textContent = ' ';
  expect(host.isEmptied(body)).toBe(true);
  expect(host.isEmptied('{"messages":[]}')).toBe(false);
});
