import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { BackgroundLink } from '../../lib/bridge/background-link.ts';
import { readFailed } from '../../lib/bridge/read-failed.ts';
import { meaningOf } from '../../lib/domain/read-by-meaning.ts';
import type { FailedResponse } from '../../lib/domain/read-refusal.ts';
import { isolatedWorld } from '../../lib/webext/page-ui.ts';

/** A background that answers as it is told; what it was asked is kept. */
function openLink(answer: () => Promise<unknown>) {
  const asked: string[] = [];
  const ask = ({ kind }: { readonly kind: string }) => {
    asked.push(kind);
    return answer();
  };
  return { link: { ask, end: () => {} } as unknown as BackgroundLink, asked };
}

function failed(bodyText: string, status = 403): FailedResponse {
  return { status, headers: {}, bodyText, hasAnswerBegun: false };
}

/** Codes alone do not tell this one. */
const TEAM = failed('Your team has reached its monthly spending limit');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  delete isolatedWorld.__tollkeeperErrorReader;
});

it('what the provider’s own patterns know needs no reader', async () => {
  const { link, asked } = openLink(async () => null);
  const own = [{ says: 'frozen', message: /team/ }] as const;
  expect((await readFailed(link, TEAM, own))?.says).toBe('frozen');
  expect(asked).toEqual([]);
});

it('what they do not know is read by meaning, by a reader that is brought in once', async () => {
  const { link, asked } = openLink(async () => {
    isolatedWorld.__tollkeeperErrorReader = { meaningOf };
  });
  expect((await readFailed(link, TEAM, []))?.says).toBe('org-limit');
  expect(await readFailed(link, failed('model not found', 404), [])).toBeNull();
  expect(asked).toEqual(['bring-reader']);
});

it('a reader that does not come in time is not waited for: what all say alike is known without', async () => {
  for (const answer of [() => new Promise(() => {}), () => Promise.reject(new Error('gone'))]) {
    const { link } = openLink(answer);
    const reading = readFailed(link, failed('{"error":{"code":"insufficient_balance"}}'), []);
    const other = readFailed(link, TEAM, []);
    await vi.advanceTimersByTimeAsync(250);
    expect((await reading)?.says).toBe('money');
    expect(await other).toBeNull();
  }
});

it('nothing at all says nothing, and brings nothing', async () => {
  const { link, asked } = openLink(async () => null);
  expect(await readFailed(link, failed(' ', 402), [])).toBeNull();
  expect(asked).toEqual([]);
});
