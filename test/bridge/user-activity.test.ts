import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchUserActivity } from '../../lib/bridge/user-activity.ts';

let page: { visibilityState: DocumentVisibilityState };
let listeners: Map<string, (event: Pick<Event, 'isTrusted'>) => void>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  page = { visibilityState: 'visible' };
  listeners = new Map();
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', (type: string, listener: () => void) => listeners.set(type, listener));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const happen = (type: string, isTrusted = true): void => listeners.get(type)?.({ isTrusted });

describe('whether the user did something here just now', () => {
  it('is not so before anything happened', () => {
    expect(watchUserActivity().isActive()).toBe(false);
  });

  it.each(['pointerdown', 'pointerup', 'keydown', 'click'])('is so for five seconds after a %s', (type) => {
    const { isActive } = watchUserActivity();
    happen(type);
    expect(isActive()).toBe(true);
    vi.advanceTimersByTime(5000);
    expect(isActive()).toBe(true);
    vi.advanceTimersByTime(1);
    expect(isActive()).toBe(false);
  });

  it('is not so for what a script made up', () => {
    const { isActive } = watchUserActivity();
    happen('keydown', false);
    expect(isActive()).toBe(false);
  });

  it('is never so in a hidden tab, and again in one that is shown in time', () => {
    const { isActive } = watchUserActivity();
    happen('keydown');
    page.visibilityState = 'hidden';
    expect(isActive()).toBe(false);
    page.visibilityState = 'visible';
    expect(isActive()).toBe(true);
  });
});
