/* Runs in the extension's background, or in a page: each is sent as source, so it sees nothing of this file. */

/** In the background: the clock goes ahead of the machine's by so much, and the alarm of that minute rings. */
export function ringAt(aheadMs: number): boolean {
  interface Scope {
    dayAheadMs?: number;
    readonly chrome: { readonly alarms: { readonly onAlarm: { dispatch(alarm: object): void } } };
  }
  const scope = globalThis as unknown as Scope;
  if (scope.dayAheadMs === undefined) {
    const machineNow = Date.now.bind(Date);
    Date.now = () => machineNow() + (scope.dayAheadMs ?? 0);
  }
  scope.dayAheadMs = aheadMs;
  scope.chrome.alarms.onAlarm.dispatch({ name: 'settle-expired', scheduledTime: Date.now(), periodInMinutes: 1 });
  return true;
}

/** In the page: calls one after the other, as fast as they are answered, none after this time. Resolves to how many there were. */
export async function makeCalls(
  key: string,
  { from, to, forMs }: { readonly from: number; readonly to: number; readonly forMs: number },
): Promise<{ readonly made: number; readonly answered: number }> {
  const models = ['toll-mini', 'toll-medium', 'toll-mini', 'toll-large'];
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const startedAt = performance.now();
  let made = 0;
  let answered = 0;
  for (let index = from; index < to && performance.now() - startedAt < forMs; index++) {
    made += 1;
    const content = `${index} What would this question cost at a toll road of tokens? `.repeat(1 + (index % 20));
    const body = JSON.stringify({
      model: models[index % models.length],
      max_tokens: 10 + (index % 30),
      messages: [{ role: 'user', content }],
    });
    const response = await fetch('/v1/chat/completions', { method: 'POST', headers, body });
    await response.text();
    if (response.ok) answered += 1;
  }
  return { made, answered };
}

/** In the background: calls that are rows, packs, and calls that are still open; what is stored, bytes. */
export async function countStored(): Promise<{
  readonly rows: number;
  readonly packs: number;
  readonly open: number;
  readonly bytes: number;
}> {
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const database = await done(indexedDB.open('tollkeeper'));
  const transaction = database.transaction(['records', 'packs', 'openCalls']);
  const count = (name: string): Promise<number> => done(transaction.objectStore(name).count());
  const [rows, packs, open] = await Promise.all([count('records'), count('packs'), count('openCalls')]);
  database.close();
  return { rows, packs, open, bytes: (await navigator.storage.estimate()).usage ?? 0 };
}
