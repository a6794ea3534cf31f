import fc from 'fast-check';
import type { PathStep } from '../../lib/domain/json-path.ts';

const space = fc.constantFrom('', '', ' ', '\n', '\t', ' \r\n ');
// No escapes: once it has seen such objects often enough, `JSON.parse` of Node 26 reads {"a":1,"\"":2} with a backslash for
// the second key, and is no judge then. Fixed examples have escapes.
const keyText = fc.oneof(
  fc.constantFrom('"a"', '"b"', '"c d"', '""', '"__proto__"', '"length"', '"]"', '"0"'),
  fc
    .string()
    .map((key) => JSON.stringify(key))
    .filter((key) => !key.includes('\\')),
);
const scalarText = fc.oneof(
  fc.constantFrom(
    '12345678901234567890',
    '-0.10e+5',
    '1E400',
    'null',
    'true',
    'false',
    '0',
    '"\\u4f60\\ud83d"',
    '"[{\\\\"',
  ),
  fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
);

/** JSON texts as other programs write them: odd whitespace, escapes, big numbers, duplicate keys. */
export const jsonText: fc.Arbitrary<string> = fc
  .letrec<{ value: string }>((tie) => {
    const padded = fc.tuple(space, tie('value'), space).map((parts) => parts.join(''));
    const member = fc
      .tuple(space, keyText, space, padded)
      .map(([before, key, after, text]) => `${before}${key}${after}:${text}`);
    const list = (items: fc.Arbitrary<string>): fc.Arbitrary<string> =>
      fc.oneof(
        space,
        fc.array(items, { minLength: 1, maxLength: 6 }).map((texts) => texts.join(',')),
      );
    return {
      value: fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        scalarText,
        list(padded).map((inside) => `[${inside}]`),
        list(member).map((inside) => `{${inside}}`),
      ),
    };
  })
  .value.chain((text) => fc.tuple(space, space).map(([before, after]) => before + text + after));

/** Every path of a parsed value with at most `stepsMax` steps, the root's empty one first. */
export function pathsOf(value: unknown, stepsMax = 5): PathStep[][] {
  if (typeof value !== 'object' || value === null || stepsMax === 0) return [[]];
  const steps: PathStep[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  const below = (step: PathStep): PathStep[][] =>
    pathsOf(Object.getOwnPropertyDescriptor(value, step)?.value, stepsMax - 1).map((path) => [step, ...path]);
  return [[], ...steps.flatMap(below)];
}

/** A path as text. */
export function pathText(steps: readonly PathStep[]): string {
  return `$${steps.map((step) => `[${JSON.stringify(step)}]`).join('')}`;
}

/** A copy of a parsed value with what stands at `steps` changed. */
export function replaceAt(value: unknown, steps: readonly PathStep[], change: (old: unknown) => unknown): unknown {
  const [step, ...more] = steps;
  if (step === undefined) return change(value);
  const replaceOwn = ([key, old]: [string, unknown]): [string, unknown] => [
    key,
    key === String(step) ? replaceAt(old, more, change) : old,
  ];
  if (!Array.isArray(value)) return Object.fromEntries(Object.entries(value as object).map(replaceOwn));
  return value.map((old, index) => (index === step ? replaceAt(old, more, change) : old));
}
