import { apply, defineProperty, getOwnPropertyDescriptor, NativeEvent, NativeProxy, newWeakMap } from './natives.ts';
import { RETIRE_EVENT } from './retire-older.ts';

/** Looks at one call. Null: not ours, the browser gets it as it is. Else what is run in its place. */
// biome-ignore lint/suspicious/noExplicitAny: the receiver is whatever the page made it; a wrong one goes to the browser.
export type Hook = (self: any, args: unknown[]) => (() => unknown) | null;

type AnyFunction = (...args: unknown[]) => unknown;
type Part = 'value' | 'get' | 'set';

const originals = newWeakMap<object, AnyFunction>();
const undos: (() => void)[] = [];

/** Puts a hook before a method. A Proxy keeps name and length; `wrapToString` keeps the text. */
export function wrapMethod(owner: object, name: PropertyKey, hook: Hook): void {
  wrapPart(owner, name, 'value', hook);
}

/** Wraps the getter of a property until `unwrapAll`; nothing happens where there is none. */
export function wrapGetter(owner: object, name: PropertyKey, hook: Hook): void {
  wrapPart(owner, name, 'get', hook);
}

/** Wraps the setter of a property until `unwrapAll`; nothing happens where there is none. */
export function wrapSetter(owner: object, name: PropertyKey, hook: Hook): void {
  wrapPart(owner, name, 'set', hook);
}

/** Replaces the value of a property until `unwrapAll`; `show` is what `toString` tells about it. */
export function replaceValue(owner: object, name: PropertyKey, value: object, show: unknown): void {
  const descriptor = getOwnPropertyDescriptor(owner, name);
  if (!descriptor) return;
  originals.set(value, show as AnyFunction);
  replace(owner, name, 'value', value, descriptor);
}

/**
 * `Function.prototype.toString` of a Proxy has lost the name in both browsers: it tells the original's text. A newer tap
 * in this window knocks here: it is let in, and all wrappers come off.
 */
export function wrapToString(onRetire: () => void): void {
  wrapMethod(Function.prototype, 'toString', (self) => {
    const original = originals.get(self);
    if (original) return () => apply(toStringNative, original, []);
    if (self instanceof NativeEvent && self.type === RETIRE_EVENT) {
      while (undos.length > 0) undos.pop()?.();
      onRetire();
    }
    return null;
  });
}

const toStringNative = Function.prototype.toString;

function wrapPart(owner: object, name: PropertyKey, part: Part, hook: Hook): void {
  const descriptor = getOwnPropertyDescriptor(owner, name);
  const target = descriptor?.[part] as AnyFunction | undefined;
  if (!descriptor || typeof target !== 'function') return;
  const proxy = new NativeProxy(target, {
    apply(_target, self, args) {
      const run = look(hook, self, args);
      return run === null ? apply(target, self, args) : run();
    },
  });
  originals.set(proxy, target);
  replace(owner, name, part, proxy, descriptor);
}

function replace(owner: object, name: PropertyKey, part: Part, value: object, before: PropertyDescriptor): void {
  defineProperty(owner, name, { ...before, [part]: value });
  undos[undos.length] = () => {
    if (getOwnPropertyDescriptor(owner, name)?.[part] === value) defineProperty(owner, name, before);
  };
}

/** A failure of ours is no failure of the page's. */
function look(hook: Hook, self: unknown, args: unknown[]): (() => unknown) | null {
  try {
    return hook(self, args);
  } catch {
    return null;
  }
}
