import { apply, defineProperty, getOwnPropertyDescriptor, NativeProxy, newWeakMap } from './natives.ts';
import { RETIRE_NAME } from './retire-older.ts';

/** Any function, called with `apply`. */
export type Native = (...args: unknown[]) => unknown;

/**
 * Looks at one call. Null: not ours, the browser gets it as it is. Else what is run in its place; it may throw, as the
 * browser's function does. What the looking itself throws is a failure of ours, and the same as null.
 */
// biome-ignore lint/suspicious/noExplicitAny: the receiver is whatever the page made it; a wrong one goes to the browser.
export type Hook = (self: any, args: unknown[], native: Native) => (() => unknown) | null;

type Part = 'value' | 'get' | 'set';

const originals = newWeakMap<object, Native>();
const undos: (() => void)[] = [];

/** Puts a hook before a method (or a getter, a setter), if there is one. A Proxy keeps its name and length. */
export function wrap(owner: object, name: PropertyKey, hook: Hook, part: Part = 'value'): void {
  const native = getOwnPropertyDescriptor(owner, name)?.[part] as Native | undefined;
  if (typeof native !== 'function') return;
  const proxy = new NativeProxy(native, {
    apply(_target, self, args) {
      const run = look(hook, self, args, native);
      return run === null ? apply(native, self, args) : run();
    },
  });
  replace(owner, name, proxy, native, part);
}

/** Replaces a property until this tap retires; `toString` goes on telling the original's text. */
export function replace(owner: object, name: PropertyKey, value: object, original: object, part: Part = 'value'): void {
  const before = getOwnPropertyDescriptor(owner, name);
  if (!before) return;
  originals.set(value, original as Native);
  defineProperty(owner, name, { ...before, [part]: value });
  undos[undos.length] = () => {
    // Somebody may have wrapped it since.
    if (getOwnPropertyDescriptor(owner, name)?.[part] === value) defineProperty(owner, name, before);
  };
}

/**
 * `Function.prototype.toString` of a Proxy has lost the name in both browsers: it tells the original's text. A newer tap
 * in this window knocks here (`retire-older.ts`): it is let in, and all wrappers come off.
 */
export function wrapToString(onRetire: () => void): void {
  wrap(Function.prototype, 'toString', (self, _args, native) => {
    const original = originals.get(self);
    if (original) return () => apply(native, original, []);
    if (typeof self === 'function' && getOwnPropertyDescriptor(self, 'name')?.value === RETIRE_NAME) {
      for (let index = undos.length - 1; index >= 0; index--) undos[index]?.();
      undos.length = 0;
      onRetire();
    }
    return null;
  });
}

function look(hook: Hook, self: unknown, args: unknown[], native: Native): (() => unknown) | null {
  try {
    return hook(self, args, native);
  } catch {
    return null;
  }
}
