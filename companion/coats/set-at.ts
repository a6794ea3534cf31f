import { type PathStep, parsePath } from '../../lib/domain/json-path.ts';

/** A copy of a JSON value with something else at a bounded path; what is not on its way stays. Null: it is no such path. */
export function setAt(value: unknown, path: string, put: unknown): unknown {
  const steps = parsePath(path);
  return steps === null ? null : putIn(value, steps, put);
}

function putIn(value: unknown, [step, ...rest]: readonly PathStep[], put: unknown): unknown {
  if (step === undefined) return put;
  if (typeof step === 'number') {
    const list = Array.isArray(value) ? [...value] : [];
    list[step] = putIn(list[step], rest, put);
    return list;
  }
  const object: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {};
  object[step] = putIn(object[step], rest, put);
  return object;
}
