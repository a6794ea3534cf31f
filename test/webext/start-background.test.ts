import './fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeJson } from '../../lib/domain/bigint-json.ts';
import { Database } from '../../lib/webext/database.ts';
import { minimal } from '../described/samples.ts';
import { reviewOf } from './asking.ts';
import { seen } from './fake-browser.ts';

type Listener = (...told: never[]) => unknown;

/** What the background listens to since it was started last, by event. */
const listeners = new Map<string, Listener[]>();
const eventOf = (name: string) => ({
  addListener: (listener: Listener) => void listeners.set(name, [...(listeners.get(name) ?? []), listener]),
  removeListener: (): void => {},
  hasListener: (): boolean => false,
});
const tell = (name: string, ...told: readonly unknown[]): readonly unknown[] =>
  (listeners.get(name) ?? []).map((listener) => (listener as (...given: readonly unknown[]) => unknown)(...told));

/** A background that remembers nothing of an earlier one: it was stopped in between. */
async function wake(): Promise<void> {
  listeners.clear();
  vi.resetModules();
  const { startBackground } = await import('../../lib/webext/start-background.ts');
  startBackground();
}

const rates = { 'input-tokens': { price: '3', per: 1_000_000 }, 'output-tokens': { price: '15', per: 1_000_000 } };
const acme = minimal({
  calls: [{ name: 'chat', url: 'https://api.acme.example/v1/chat', speaks: 'openai-chat' }],
  prices: [{ model: 'toll-large', unit: 'USD', rates, source: 'https://acme.example', date: '2026-11-21' }],
});

let database: Database;
beforeEach(() => {
  const { browser } = globalThis as unknown as { readonly browser: Record<string, Record<string, unknown>> };
  const names = {
    runtime: ['onMessage', 'onConnect', 'onInstalled', 'onStartup'],
    alarms: ['onAlarm'],
    permissions: ['onAdded', 'onRemoved'],
  };
  for (const [area, events] of Object.entries(names)) {
    browser[area] ??= {};
    for (const name of events) Object.assign(browser[area], { [name]: eventOf(name) });
  }
  Object.assign(seen, { stored: { descriptions: [acme], fingerprintKey: 'ab'.repeat(32) } });
  database = new Database();
});
afterEach(() => database.delete());

/** The page's call goes out; the background writes it down and is stopped. */
async function callAcme(): Promise<void> {
  await wake();
  const sender = {
    id: 'tollkeeper-test',
    origin: 'https://chat.example',
    tab: { id: 1, incognito: false },
    frameId: 0,
  };
  const draft = { ...reviewOf('a').draft, model: 'toll-large' };
  await Promise.all(tell('onMessage', encodeJson(reviewOf('a', { surface: 'own-acme/chat', draft })), sender));
  expect(await database.openCalls.toArray()).toMatchObject([{ callId: 'a', provider: 'own-acme' }]);
  await wake();
}

/** The port of a document opens, and closes with it. */
function lose(document: string): void {
  const closing: (() => void)[] = [];
  const onDisconnect = { addListener: (listener: () => void) => void closing.push(listener) };
  tell('onConnect', { name: `document:${document}`, onDisconnect });
  for (const close of closing) close();
}

const settled = () => vi.waitFor(async () => expect(await database.records.count()).toBe(1));
const pricedBy = { date: '2026-11-21', rates: { 'output-tokens': 15_000_000n } };
const asCut = { provider: 'own-acme', outcome: 'cut', cost: { unit: 'USD' }, pricedBy };

describe('a call of a described API, to a background that was stopped meanwhile', () => {
  it('is settled by its own price when its document is lost', async () => {
    await callAcme();
    lose('document-1');
    await settled();
    expect(await database.records.toArray()).toMatchObject([asCut]);
    expect(await database.openCalls.count()).toBe(0);
  });

  it('is settled likewise when its time is over and nobody has told how it ended', async () => {
    await callAcme();
    await database.openCalls.toCollection().modify({ expiresAt: 1 });
    tell('onAlarm', { name: 'settle-expired' });
    await settled();
    expect(await database.records.toArray()).toMatchObject([asCut]);
  });

  it('stays open while another document is lost', async () => {
    await callAcme();
    lose('document-2');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await database.openCalls.count()).toBe(1);
  });
});
