/** What can be set off or asked for: functions that say when they are done, or nothing. */
type Deeds = { readonly [name: string]: (...given: never[]) => unknown };

/**
 * Something whose code is loaded apart, when it is first asked: what is asked before it is there waits for it, and from then on goes
 * straight to it (browsers ask for a permission only in the click itself). For functions alone whose answers are awaited or not
 * looked at; what else there is, or is there already, is `own`. A rejection of `load` is that of everything asked.
 */
export function openLater<S>(load: () => Promise<S>, own: Partial<S>): S {
  let there: S | null = null;
  let loading: Promise<S> | null = null;
  const bring = (): Promise<S> => {
    loading ??= load().then((source) => {
      there = source;
      return source;
    });
    return loading;
  };
  const ask = (name: string, given: readonly never[]): unknown => {
    const answer = (source: S): unknown => (source as Deeds)[name]?.(...given);
    return there === null ? bring().then(answer) : answer(there);
  };
  return new Proxy(own as object, {
    get: (target, name) => {
      if (name in target || typeof name !== 'string') return Reflect.get(target, name);
      return (...given: never[]) => ask(name, given);
    },
  }) as S;
}
