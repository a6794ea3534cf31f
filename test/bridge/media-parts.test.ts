import { afterEach, expect, it, vi } from 'vitest';
import type { BackgroundLink } from '../../lib/bridge/background-link.ts';
import { readDraft } from '../../lib/bridge/body-of.ts';
import { isolatedWorld } from '../../lib/webext/page-ui.ts';
import { openMedia } from '../../lib/wires/read-media.ts';
import { base64, png } from '../wires/file-samples.ts';

afterEach(() => {
  vi.resetModules();
  delete isolatedWorld.__tollkeeperMedia;
});

const picture = { type: 'image_url', image_url: { url: `data:image/png;base64,${base64(png(1024, 1024))}` } };
const BODY = JSON.stringify({ model: 'm', messages: [{ content: [picture] }] });
const link = (ask: () => Promise<unknown>) => ({ ask: vi.fn(ask) }) as unknown as BackgroundLink;
/** As in a new document. */
const bringer = async () => (await import('../../lib/bridge/media-parts.ts')).bringMedia;

it('what reads sizes is brought in for the first body that holds more than texts, and once', async () => {
  const bringMedia = await bringer();
  const background = link(async () => undefined);
  expect(bringMedia(background, '{"messages":[{"content":"an image"}]}')).toBeNull();
  expect(bringMedia(background, null)).toBeNull();
  await bringMedia(background, BODY);
  expect(background.ask).toHaveBeenCalledExactlyOnceWith({ kind: 'bring-media' });
  expect(bringMedia(background, BODY)).toBeNull();
});

it('no call waits for it longer than it can, nor where there is no background', async () => {
  vi.useFakeTimers();
  const late = (await bringer())(
    link(() => new Promise(() => undefined)),
    BODY,
  );
  await vi.advanceTimersByTimeAsync(250);
  await late;
  vi.useRealTimers();
  vi.resetModules();
  await (await bringer())(
    link(() => Promise.reject(new Error('gone'))),
    BODY,
  );
});

it('until it is here, what is no text is a wide range', () => {
  const at = { surface: 'sandbox/chat', named: null };
  expect(readDraft(at, BODY)?.inputTokens?.high).toBeGreaterThan(49_999);
  expect(readDraft(at, BODY)?.media).toBeUndefined();
  isolatedWorld.__tollkeeperMedia = { openMedia };
  expect(readDraft(at, BODY)?.inputTokens?.high).toBeLessThan(100);
  expect(readDraft(at, BODY)?.media).toEqual([{ kind: 'image', width: 1024, height: 1024, times: 1 }]);
});
