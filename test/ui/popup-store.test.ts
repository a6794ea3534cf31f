import { expect, it } from 'vitest';
import { openPopupStore } from '../../lib/ui/popup-store.ts';
import type { Glance, PopupModel } from '../../lib/webext/popup-model.ts';

function model(now: number): PopupModel {
  const site = { origin: null, state: 'unsupported', providerName: null } as const;
  return {
    language: 'en',
    theme: null,
    pausedUntil: null,
    now,
    accounts: [],
    spentToday: [],
    unknownToday: 0,
    lastCalls: [],
    site,
    alert: null,
    isLowUnanswered: false,
    whose: null,
  };
}

/** A source whose reading and changes a test sets off by hand. */
function manualSource(glanced: Glance | null = null) {
  let finish: (model: PopupModel) => void = () => {};
  let fail: (error: Error) => void = () => {};
  let change: (model: PopupModel) => void = () => {};
  let isWatching = false;
  const load = () =>
    new Promise<PopupModel>((resolve, reject) => {
      finish = resolve;
      fail = reject;
    });
  const watch = (onChange: (model: PopupModel) => void) => {
    change = onChange;
    isWatching = true;
    return () => {
      isWatching = false;
    };
  };
  return {
    source: { glance: async () => glanced, load, watch },
    finish: (value: PopupModel) => finish(value),
    fail: () => fail(new Error('blocked')),
    change: (value: PopupModel) => change(value),
    isWatching: () => isWatching,
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

it('shows nothing as known before the first reading', async () => {
  const { source, finish } = manualSource();
  const { store } = openPopupStore(source);
  await settled();
  expect(store.getState()).toEqual({ status: 'loading', model: null });
  finish(model(1));
  await settled();
  expect(store.getState()).toEqual({ status: 'ready', model: model(1) });
});

it('does not let a slow reading overwrite a newer change', async () => {
  const { source, finish, change } = manualSource();
  const { store } = openPopupStore(source);
  await settled();
  finish(model(1));
  await settled();
  change(model(3));
  change(model(2));
  expect(store.getState().model?.now).toBe(3);
});

it('follows only after the first reading, which nothing may delay', async () => {
  const { source, finish, isWatching } = manualSource();
  openPopupStore(source);
  await settled();
  expect(isWatching()).toBe(false);
  finish(model(1));
  await settled();
  expect(isWatching()).toBe(true);
});

it('says so when what was stored cannot be opened, and recovers', async () => {
  const { source, fail, change } = manualSource();
  const { store } = openPopupStore(source);
  await settled();
  fail();
  await settled();
  expect(store.getState()).toEqual({ status: 'failed', model: null });
  change(model(3));
  expect(store.getState().status).toBe('ready');
});

it('stops following when it is closed', async () => {
  const { source, finish, isWatching } = manualSource();
  const { close } = openPopupStore(source);
  await settled();
  finish(model(1));
  await settled();
  close();
  await settled();
  expect(isWatching()).toBe(false);
});

it('does not go on following when it is closed before the first reading', async () => {
  const { source, finish, isWatching } = manualSource();
  openPopupStore(source).close();
  await settled();
  finish(model(1));
  await settled();
  expect(isWatching()).toBe(false);
});

it('shows what was there a moment ago until the first reading is there, with no word of the page in front', async () => {
  const { site, ...glance } = model(1);
  const { source, finish } = manualSource(glance);
  const { store } = openPopupStore(source);
  await settled();
  expect(store.getState()).toMatchObject({ status: 'ready', model: { ...glance, site: { state: 'unread' } } });
  finish(model(2));
  await settled();
  expect(store.getState()).toEqual({ status: 'ready', model: model(2) });
});

it('what was there a moment ago does not hide that the ledger cannot be opened', async () => {
  const { source, fail } = manualSource(model(1));
  const { store } = openPopupStore(source);
  await settled();
  fail();
  await settled();
  expect(store.getState()).toEqual({ status: 'failed', model: null });
});
