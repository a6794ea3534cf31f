import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { BridgeCall } from '../../lib/bridge/call.ts';
import { openRateLine } from '../../lib/bridge/rate-line.ts';
import type { CardAction, LineView } from '../../lib/domain/card.ts';
import { explainRefusal } from '../../lib/domain/explain-refusal.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { exampleOf, refusalOf } from '../domain/explain-examples.ts';

const CARD = explainRefusal('rate-limit', exampleOf('rate-limit', 'en'), refusalOf('rate-limit'));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A line, what it shows, and what became of the calls under it. */
function openLine(canShow = true) {
  const shown: LineView[] = [];
  const done: string[] = [];
  let isOpen = false;
  let click: (action: CardAction) => void = () => {};
  const finish = (how: string) => (call: BridgeCall) => {
    if (call.state !== 'withheld') return;
    call.state = 'settled';
    done.push(`${how} ${call.number}`);
  };
  const line = openRateLine(
    {
      showLine: async (_surface, view, onAction) => {
        if (!canShow) return null;
        isOpen = true;
        click = onAction;
        shown.push(view);
        const close = (): void => {
          isOpen = false;
        };
        return { update: (next) => void shown.push(next), close };
      },
    },
    { retry: finish('sent'), deliver: finish('handed over') },
  );
  const refuse = async (number: number, retryAfterMs: number | null): Promise<void> => {
    const refusal = { ...refusalOf('rate-limit').reading, retryAfterMs };
    const state = retryAfterMs === null ? 'settled' : 'withheld';
    line.show(
      { number, surface: 'sandbox/chat', state, refusal, refusedAt: Date.now() } as unknown as BridgeCall,
      CARD,
    );
    await vi.advanceTimersByTimeAsync(0);
  };
  const says = (): string => {
    const view = shown.at(-1);
    const texts = [...(view?.lines ?? []), view?.count, ...(view?.buttons ?? []).map(({ label }) => label)];
    return texts.map((text) => (text ? renderText(text, 'en') : '')).join(' | ');
  };
  return { line, refuse, says, done, isOpen: () => isOpen, click: (action: CardAction) => click(action) };
}

const SEND: CardAction = { kind: 'retry', revision: null, afterMs: 0 };

it('says what the design says, and counts down', async () => {
  const { refuse, says } = openLine();
  await refuse(1, 12_000);
  const head = 'Too fast, not out of money. | Your $7.18 is fine. Nothing was charged.';
  expect(says()).toBe(`${head} | Free again in 12 s. | Send in 12 s | Keep editing`);
  await vi.advanceTimersByTimeAsync(2000);
  expect(says()).toBe(`${head} | Free again in 10 s. | Send in 10 s | Keep editing`);
});

it('hands over when the wait is over, and a minute later at most', async () => {
  const { refuse, done, isOpen } = openLine();
  await refuse(1, 12_000);
  await refuse(2, 300_000);
  await vi.advanceTimersByTimeAsync(11_900);
  expect(done).toEqual([]);
  await vi.advanceTimersByTimeAsync(1200);
  expect(done).toEqual(['handed over 1']);
  await vi.advanceTimersByTimeAsync(46_500);
  expect(done).toEqual(['handed over 1']);
  await vi.advanceTimersByTimeAsync(1600);
  expect(done).toEqual(['handed over 1', 'handed over 2']);
  expect(isOpen()).toBe(false);
});

it('sends all of them when the longest wait is over, once somebody wants that, however long it is', async () => {
  const { refuse, says, done, click, isOpen } = openLine();
  await refuse(1, 12_000);
  await refuse(2, 90_000);
  click(SEND);
  expect(says()).toContain('Sending in 90 s … | Keep editing');
  await vi.advanceTimersByTimeAsync(89_000);
  expect(done).toEqual([]);
  await vi.advanceTimersByTimeAsync(1100);
  expect(done).toEqual(['sent 1', 'sent 2']);
  expect(isOpen()).toBe(false);
});

it('hands over at once on "Keep editing", and when a pause begins', async () => {
  const { line, refuse, done, click, isOpen } = openLine();
  await refuse(1, 12_000);
  click(SEND);
  click({ kind: 'dismiss' });
  expect(done).toEqual(['handed over 1']);
  expect(isOpen()).toBe(false);
  await refuse(2, 12_000);
  line.end();
  expect(done).toEqual(['handed over 1', 'handed over 2']);
});

it('offers nothing where no wait is stated, and goes away by itself', async () => {
  const { refuse, says, done, isOpen } = openLine();
  await refuse(1, null);
  expect(says()).not.toContain('Keep editing');
  expect(isOpen()).toBe(true);
  await vi.advanceTimersByTimeAsync(12_500);
  expect(isOpen()).toBe(false);
  expect(done).toEqual([]);
});

it('keeps nobody waiting where no line can be shown', async () => {
  const { refuse, done } = openLine(false);
  await refuse(1, 12_000);
  expect(done).toEqual(['handed over 1']);
});
