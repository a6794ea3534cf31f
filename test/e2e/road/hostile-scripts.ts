// These scripts are sent into pages as source text: each must stand alone, with no import and no helper outside.

/** What a page that took the port has seen, on `globalThis.stolen`. */
export interface Stolen {
  /** Everything the tap said. */
  readonly said: unknown[];
  /** Everything the bridge said. */
  readonly heard: unknown[];
}

/**
 * Runs before the tap, which no page can: `MessagePort.prototype.postMessage` gives the port away from the first message
 * on. From here on the page can say whatever it likes to the bridge (`globalThis.say`).
 */
export const STEAL_PORT = `(() => {
  const stolen = { said: [], heard: [], ports: [] };
  const native = MessagePort.prototype.postMessage;
  globalThis.stolen = stolen;
  globalThis.say = (message) => Reflect.apply(native, stolen.ports.at(-1), [message]);
  const adopt = (port) => {
    if (stolen.ports.includes(port)) return;
    stolen.ports.push(port);
    port.addEventListener('message', (event) => stolen.heard.push(event.data));
    port.start();
  };
  MessagePort.prototype.postMessage = function postMessage(...args) {
    adopt(this);
    stolen.said.push(args[0]);
    return Reflect.apply(native, this, args);
  };
  // The tap speaks only when there is a call: the event that carries the port gives it away at once.
  document.addEventListener('tollkeeper:port', (event) => event.ports[0] && adopt(event.ports[0]), true);
})()`;

/**
 * Patches, as a page's own script can once it runs, everything a careless tap would use, and keeps what passes through:
 * ports, and messages of the channel. Then asks for a port of its own.
 */
export function patchEverything(): void {
  const loot: string[] = [];
  const page = globalThis as unknown as Record<string, unknown>;
  page.loot = loot;
  const isMessage = (value: object): boolean => Object.hasOwn(value, 'kind') && Object.hasOwn(value, 'call');
  const inspect = (where: string, values: readonly unknown[]): void => {
    for (const value of values) {
      if (typeof value !== 'object' || value === null) continue;
      if (value instanceof MessagePort) loot[loot.length] = `${where}: a port`;
      else if (isMessage(value)) loot[loot.length] = `${where}: a message`;
    }
  };
  const { apply, getOwnPropertyDescriptor, defineProperty } = Reflect;
  const patch = (owner: object, name: PropertyKey): void => {
    const descriptor = getOwnPropertyDescriptor(owner, name);
    if (!descriptor?.configurable) return;
    const where = String(name);
    const wrap = (native: unknown): unknown =>
      typeof native !== 'function'
        ? native
        : function patched(this: unknown, ...args: unknown[]) {
            inspect(where, [this, ...args]);
            const result = apply(native, this, args);
            inspect(where, [result]);
            return result;
          };
    const changed = 'value' in descriptor ? { value: wrap(descriptor.value) } : {};
    const accessors = descriptor.get ? { get: wrap(descriptor.get) as () => unknown } : {};
    const setters = descriptor.set ? { set: wrap(descriptor.set) as (value: unknown) => void } : {};
    defineProperty(owner, name, { ...descriptor, ...changed, ...accessors, ...setters });
  };
  const owners: readonly (readonly [object, readonly PropertyKey[]])[] = [
    [MessageEvent.prototype, ['data', 'ports', 'source']],
    [MessagePort.prototype, ['postMessage', 'start', 'close', 'onmessage']],
    [EventTarget.prototype, ['addEventListener', 'removeEventListener', 'dispatchEvent']],
    [Event.prototype, ['preventDefault', 'stopImmediatePropagation', 'stopPropagation']],
    [Array.prototype, ['push', 'pop', 'shift', 'concat', 'map', 'some', 'filter', 'includes', 'indexOf', 'forEach']],
    [Promise.prototype, ['then', 'catch', 'finally']],
    [Promise, ['resolve', 'all', 'race']],
    [JSON, ['parse', 'stringify']],
    [Map.prototype, ['get', 'set', 'has', 'delete', 'forEach']],
    [WeakMap.prototype, ['get', 'set', 'has', 'delete']],
    [Object, ['assign', 'keys', 'entries']],
    [Function.prototype, ['call', 'apply', 'bind']],
    [globalThis, ['setTimeout', 'clearTimeout', 'structuredClone']],
    [performance.constructor.prototype as object, ['now']],
  ];
  // What `patch` itself needs is kept above: a patched `forEach` or `call` must not be asked here.
  for (const [owner, names] of owners) for (const name of names) patch(owner, name);
  const onHandOver = (): void => {
    loot[loot.length] = 'a hand-over event';
  };
  document.addEventListener('tollkeeper:port', onHandOver, true);
  document.dispatchEvent(new Event('tollkeeper:tap'));
}

/** One call of the page's own: answers with the status. */
export async function callChat(origin: string, key: string, content: string): Promise<number> {
  const response = await fetch(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: `{"model":"toll-mini","max_tokens":20,"messages":[{"role":"user","content":${`"${content}"`}}]}`,
  });
  await response.text();
  return response.status;
}

/** Says a list of messages to the bridge. */
export function sayAll(messages: readonly unknown[]): void {
  const { say } = globalThis as unknown as { readonly say: (message: unknown) => void };
  for (const message of messages) say(message);
}

/** A chat's body, asking for so much. */
export function bodyOf(outputTokensMax: number): string {
  return JSON.stringify({
    model: 'toll-mini',
    max_tokens: outputTokensMax,
    messages: [{ role: 'user', content: 'hello' }],
  });
}

/** Priced calls nobody made, by number. */
export function forgedCalls(from: number, to: number): unknown[] {
  const messages: unknown[] = [];
  for (let call = from; call <= to; call += 1) {
    messages.push({ kind: 'passed', call, surface: 'sandbox/chat', bodyText: null, key: null, why: 'sync' });
  }
  return messages;
}
