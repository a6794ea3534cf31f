import type { DrivenBrowser, DrivenPage } from '../support/driver.ts';
import { CARD, clickOnCard, type RecordDump, type Road, waitFor } from './road.ts';

/** One call that a script in the page makes, as a button's handler would. */
export interface ScriptedCall {
  /** Where the page keeps what it got: `window.got[name]`. */
  readonly name: string;
  readonly transport: 'fetch' | 'xhr';
  readonly path: string;
  /** Sent as it is when it is a text, else as JSON. */
  readonly body: unknown;
  readonly key: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the page itself got, byte for byte; null: it still waits. */
export interface Got {
  readonly status: number | null;
  readonly type: string | null;
  /** Bytes of the body, base64. */
  readonly bytes: string | null;
  /** Name of the error `fetch` rejected with, or the XHR event that ended it without an answer. */
  readonly failure: string | null;
  readonly events: readonly string[];
}

/** Makes a call that counts as the user's: a key press in the page comes first. Does not wait for its answer. */
export async function callAsUser(page: DrivenPage, call: ScriptedCall): Promise<void> {
  await touch(page);
  await callFromScript(page, call);
}

/** A trusted key press: what the page starts within seconds of it is the user's. */
export async function touch(page: DrivenPage): Promise<void> {
  await page.press('Shift');
}

/** Makes a call and waits for nothing. */
export async function callFromScript(page: DrivenPage, call: ScriptedCall): Promise<void> {
  await page.evaluate(startCall, { headers: {}, ...call });
}

/** What the page got for the call of this name; null while it waits. */
export function gotOf(page: DrivenPage, name: string): Promise<Got | null> {
  return page.evaluate(
    (wanted: string) => (globalThis as unknown as { got?: Record<string, Got> }).got?.[wanted] ?? null,
    name,
  );
}

/** Waits until the page got something for the call of this name. */
export function waitForGot(page: DrivenPage, name: string): Promise<Got> {
  return page.waitFor<Got>(`(globalThis.got ?? {})[${JSON.stringify(name)}] ?? null`, {
    what: `an end of the page's call ${name}`,
  });
}

/** Text of an answer. */
export function textOf(got: Got): string {
  return Buffer.from(got.bytes ?? '', 'base64').toString('utf8');
}

/** Runs in the page: sent as source, so it sees nothing of this file. */
function startCall(call: ScriptedCall): void {
  const scope = globalThis as unknown as { got?: Record<string, unknown>; stop?: Record<string, () => void> };
  scope.got ??= {};
  scope.stop ??= {};
  const { got, stop } = scope;
  const events: string[] = [];
  const body = typeof call.body === 'string' ? call.body : JSON.stringify(call.body);
  const headers: Record<string, string> = { 'content-type': 'application/json', ...call.headers };
  if (call.key !== null) headers.authorization = `Bearer ${call.key}`;
  const toBase64 = (buffer: ArrayBuffer): string =>
    btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(''));
  const end = (part: object): void => {
    got[call.name] = { status: null, type: null, bytes: null, failure: null, events, ...part };
  };
  if (call.transport === 'fetch') {
    const controller = new AbortController();
    stop[call.name] = () => controller.abort();
    fetch(call.path, { method: 'POST', headers, body, signal: controller.signal })
      .then(async (response) => {
        const bytes = toBase64(await response.arrayBuffer());
        end({ status: response.status, type: response.headers.get('content-type'), bytes });
      })
      .catch((error: Error) => end({ failure: error.name }));
    return;
  }
  const xhr = new XMLHttpRequest();
  stop[call.name] = () => xhr.abort();
  xhr.open('POST', call.path);
  xhr.responseType = 'arraybuffer';
  for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
  for (const type of ['readystatechange', 'load', 'error', 'abort', 'timeout', 'loadend']) {
    xhr.addEventListener(type, () => {
      events.push(type === 'readystatechange' ? `${type} ${xhr.readyState}` : type);
      if (type !== 'loadend') return;
      const failure = events.find((seen) => ['error', 'abort', 'timeout'].includes(seen)) ?? null;
      const bytes = xhr.response ? toBase64(xhr.response as ArrayBuffer) : null;
      end({ status: xhr.status, type: xhr.getResponseHeader('content-type'), bytes, failure });
    });
  }
  xhr.send(body);
}

/** Keeps every error and unhandled rejection that the page sees from now on. */
export async function watchErrors(page: DrivenPage): Promise<void> {
  await page.evaluate(() => {
    const scope = globalThis as unknown as { errors: string[] };
    scope.errors = [];
    addEventListener('error', (event) => scope.errors.push(event.message));
    addEventListener('unhandledrejection', (event) => scope.errors.push(String(event.reason)));
  });
}

/** What `watchErrors` has kept; rejects when nobody watched. */
export function errorsOf(page: DrivenPage): Promise<readonly string[]> {
  return page.evaluate(() => [...(globalThis as unknown as { errors: string[] }).errors]);
}

/** Tabs of one test: closed after it, also when it failed, so that nothing of it runs into the next one. */
export function openTabs(): {
  readonly add: <T extends DrivenPage>(page: T) => T;
  readonly close: () => Promise<void>;
} {
  const open: DrivenPage[] = [];
  return {
    add: (page) => {
      open.push(page);
      return page;
    },
    // A tab that the test has closed or crashed itself is no longer there to be closed.
    close: async () => void (await Promise.allSettled(open.splice(0).map((page) => page.close()))),
  };
}

/** A chat request without anything a person wrote. */
export function chatBody(over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    model: 'toll-medium',
    messages: [{ role: 'user', content: 'How far is it to the next toll gate?' }],
    ...over,
  };
}

/** The only record; waits for it, and for every open call to be closed. */
export async function onlyRecord(road: Road): Promise<RecordDump> {
  const [record, ...others] = await records(road, 1);
  if (!record || others.length > 0) throw new Error(`there are ${others.length + 1} records instead of one`);
  return record;
}

/** Every record, once there are so many, and no call is open any more. */
export async function records(road: Road, count: number): Promise<readonly RecordDump[]> {
  let dump = await road.ledger();
  const isSettled = async (): Promise<boolean> => {
    dump = await road.ledger();
    return dump.records.length >= count && dump.openCalls.length === 0;
  };
  await waitFor(isSettled, `${count} records and no open call`).catch((error: Error) => {
    throw new Error(`${error.message}: ${JSON.stringify({ records: dump.records, openCalls: dump.openCalls })}`);
  });
  return dump.records;
}

/**
 * Makes every reading and key list so old that nothing is held for it any more. `isQuiet`: our cards were wrong twice, so
 * that the page's own console is not read again before a call either.
 */
export function ageReadings(browser: DrivenBrowser, isQuiet = true): Promise<void> {
  return changeRows(browser, isQuiet ? 2 : 0, true);
}

/** Our cards were wrong twice: the next call goes out, whatever was read, and is refused by what is so now. */
export function letOut(browser: DrivenBrowser): Promise<void> {
  return changeRows(browser, 2, false);
}

async function changeRows(browser: DrivenBrowser, falseAsks: number, isAged: boolean): Promise<void> {
  await browser.backgroundEvaluate(
    async (count: number, isOld: boolean) => {
      const opened = indexedDB.open('tollkeeper');
      const database = await new Promise<IDBDatabase>((resolve) => {
        opened.onsuccess = () => resolve(opened.result);
      });
      const transaction = database.transaction(['readings', 'keys', 'accounts'], 'readwrite');
      const longAgo = Date.now() - 30 * 60_000;
      const each = (name: string, change: (row: Record<string, unknown>) => Record<string, unknown>): void => {
        const store = transaction.objectStore(name);
        const cursor = store.openCursor();
        cursor.onsuccess = () => {
          if (cursor.result === null) return;
          cursor.result.update(change(cursor.result.value as Record<string, unknown>));
          cursor.result.continue();
        };
      };
      if (isOld) {
        each('readings', (row) => ({ ...row, reading: { ...(row.reading as object), at: longAgo } }));
        each('keys', (row) => ({ ...row, readAt: longAgo }));
      }
      each('accounts', (row) => ({ ...row, falseAsks: count }));
      await new Promise((resolve) => {
        transaction.oncomplete = resolve;
      });
      database.close();
      return true;
    },
    falseAsks,
    isAged,
  );
}

/** The card's text once it contains `part`. */
export async function cardSays(page: DrivenPage, part: string): Promise<string> {
  const card = page.ui(CARD);
  let last = '';
  const says = async (): Promise<boolean> => {
    last = (await card.exists()) ? await card.text() : '';
    return last.includes(part);
  };
  await waitFor(says, `a card that says ${JSON.stringify(part)}`, 5000).catch((error: Error) => {
    throw new Error(`${error.message}; it says: ${last}`);
  });
  return last;
}

/**
 * Closes a card before sending. Where the page empties its field as it sends, what was typed is offered then: that is closed as
 * well, past the half second in which it takes no key.
 */
export async function leaveEmptied(page: DrivenPage, by: 'Keep editing' | 'Escape'): Promise<void> {
  if (by === 'Escape') await page.press('Escape');
  else await clickOnCard(page, by);
  await cardSays(page, 'the page has emptied its field');
  await new Promise((resolve) => setTimeout(resolve, 700));
  await page.press('Escape');
  await page.ui(CARD).waitUntilGone();
}

/** Labels of all the buttons of the card, those under "More" included. */
export async function cardOffers(page: DrivenPage): Promise<readonly string[]> {
  return (await page.ui(CARD).buttons()).map((button) => button.name);
}

/** Label of the card's primary button. */
export async function primaryOf(page: DrivenPage): Promise<string | null> {
  return (await page.ui(CARD).buttons()).find((button) => button.isPrimary)?.name ?? null;
}
