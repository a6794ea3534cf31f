import { describe, expect, it } from 'vitest';
import { replace, wrap, wrapToString } from '../../lib/page/wrap.ts';

/** An object like one of the browser's, with a method, a getter and a setter. */
function makeOwner() {
  return {
    calls: [] as unknown[],
    method(first: number, second: number) {
      this.calls.push([first, second]);
      return first + second;
    },
    get value() {
      return 1;
    },
    set value(next: number) {
      this.calls.push(next);
    },
  };
}

describe('a wrapped function', () => {
  it('keeps name, length, receiver, arguments, result and descriptor', () => {
    const owner = makeOwner();
    const before = Object.getOwnPropertyDescriptor(owner, 'method');
    wrap(owner, 'method', () => null);
    const { value: _, ...flags } = Object.getOwnPropertyDescriptor(owner, 'method') ?? {};
    expect({ ...before, value: undefined }).toEqual({ ...flags, value: undefined });
    expect([owner.method.name, owner.method.length]).toEqual(['method', 2]);
    expect(owner.method(1, 2)).toBe(3);
    expect(owner.calls).toEqual([[1, 2]]);
  });

  it('runs what the hook gives instead, and lets its errors through', () => {
    const owner = makeOwner();
    wrap(owner, 'method', (_self, args) => () => {
      if (args[0] === 0) throw new RangeError('as the browser does');
      return 'ours';
    });
    expect(owner.method(1, 2)).toBe('ours');
    expect(() => owner.method(0, 2)).toThrow('as the browser does');
    expect(owner.calls).toEqual([]);
  });

  it('is the browser’s own when our looking fails', () => {
    const owner = makeOwner();
    wrap(owner, 'method', () => {
      throw new Error('ours');
    });
    expect(owner.method(1, 2)).toBe(3);
  });

  it('may be a getter or a setter; what is not there is left alone', () => {
    const owner = makeOwner();
    wrap(owner, 'value', () => () => 2, 'get');
    wrap(owner, 'value', () => null, 'set');
    wrap(owner, 'missing', () => () => 3);
    wrap(owner, 'method', () => () => 4, 'get');
    owner.value = 5;
    expect([owner.value, [...owner.calls], 'missing' in owner, owner.method(1, 1)]).toEqual([2, [5], false, 2]);
  });

  it('is taken off again when a newer tap knocks, unless somebody has wrapped it since', async () => {
    const owner = makeOwner();
    const other = makeOwner();
    const native = owner.method;
    const nativeToString = Function.prototype.toString;
    let retirements = 0;
    wrap(owner, 'method', () => null);
    wrap(other, 'method', () => null);
    wrapToString(() => {
      retirements++;
    });
    const pages = () => 0;
    other.method = pages;
    expect(owner.method.toString()).toBe(nativeToString.call(native));
    expect(Function.prototype.toString.name).toBe('toString');
    Function.prototype.toString.call({ 'tollkeeper:retire': () => {} }['tollkeeper:retire']);
    expect([owner.method === native, other.method === pages, retirements]).toEqual([true, true, 1]);
    expect(Function.prototype.toString).toBe(nativeToString);
  });

  it('may be replaced by another value that tells the same text', () => {
    const owner = { Class: class Original {} };
    const native = owner.Class;
    const proxy = new Proxy(native, {});
    replace(owner, 'Class', proxy, native);
    wrapToString(() => {});
    expect([owner.Class === proxy, String(owner.Class) === String(native)]).toEqual([true, true]);
    Function.prototype.toString.call({ 'tollkeeper:retire': () => {} }['tollkeeper:retire']);
    expect(owner.Class).toBe(native);
  });
});
