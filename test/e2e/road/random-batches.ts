import fc from 'fast-check';
import { jsonText } from '../../domain/json-texts.ts';

/** A batch as some program writes it: the text of each record is known, and what stands around them. */
export interface Batch {
  readonly body: string;
  /** Everything before the first record, and after the last. */
  readonly head: string;
  readonly tail: string;
  /** Text of each record, in order. */
  readonly records: readonly string[];
}

/** What the account can pay of a batch. */
export type Means = 'a part' | 'nothing' | 'all, but it is much' | 'all, and far more';

/** A batch and the wallet it meets; amounts in nano-credits. */
export interface BatchCase {
  readonly means: Means;
  readonly batch: Batch;
  readonly availableNano: bigint;
  readonly frozenNano: bigint;
  readonly heldNano: bigint;
}

/** Set to a seed that a failed run printed, it makes the same cases again. */
export const seed = Number(process.env.TOLLKEEPER_SEED ?? Math.floor(Math.random() * 1e9));

/** What the sandbox takes for a record. */
export const eachNano = 18_000_000_000n;

/** A case for each of `means`: the same for the same seed and `salt`. */
export function batchCases(means: readonly Means[], salt: string): readonly BatchCase[] {
  const own = [...salt].reduce((sum, letter) => sum + letter.charCodeAt(0), seed);
  return means.map((each, index) => {
    const [found] = fc.sample(batchCase(each), { seed: own + 10_000 * index, numRuns: 1 });
    if (!found) throw new Error('fast-check gave no case');
    return found;
  });
}

function batchCase(means: Means): fc.Arbitrary<BatchCase> {
  return batch.chain((made) =>
    fc
      .tuple(available(means, BigInt(made.records.length)), fc.constantFrom(0n, 0n, 5n, 700n), fc.constantFrom(0n, 40n))
      .map(([availableNano, frozen, held]) => ({
        ...{ means, batch: made, availableNano },
        ...{ frozenNano: frozen * 1_000_000_000n, heldNano: held * 1_000_000_000n },
      })),
  );
}

/** Around the borders between two counts as often as anywhere else. */
function available(means: Means, count: bigint): fc.Arbitrary<bigint> {
  const ofRecords = (least: bigint, most: bigint): fc.Arbitrary<bigint> =>
    fc
      .tuple(fc.bigInt({ min: least, max: most }), fc.oneof(fc.constantFrom(0n, 1n, eachNano - 1n), within))
      .map(([records, more]) => records * eachNano + more);
  const within = fc.bigInt({ min: 0n, max: eachNano - 1n });
  switch (means) {
    case 'a part':
      return ofRecords(1n, count - 1n);
    case 'nothing':
      return fc.oneof(within, fc.bigInt({ min: -50n * eachNano, max: 0n }));
    case 'all, but it is much':
      return ofRecords(count, 3n * count);
    case 'all, and far more':
      return ofRecords(4n * count, 900n * count);
  }
}

const gap = fc.constantFrom('', '', ' ', '\n  ', '\t', ' \r\n ');
const record = fc.oneof(
  jsonText,
  fc.constantFrom(
    '"Łódź 🚕"',
    '"東京電力"',
    '"\\ud83d\\ude95 \\"]}"',
    '98765432109876543210.5',
    '{"a":{"b":[[],[{}]]}}',
  ),
);

/** Members that may stand before and after the records; of two of the same name the last one counts. */
const before = fc.constantFrom(
  '',
  '"note": "],[{\\"records\\":[1]}",',
  '"options":{"records":[0,{"x":[]}]},\n',
  '"records": [7],',
);
const after = fc.constantFrom('', ', "dry": false', ',\t"seen":[ [1],2 ]');

const batch: fc.Arbitrary<Batch> = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.nat({ max: 40 }) },
      { weight: 1, arbitrary: fc.integer({ min: 900, max: 2500 }) },
    ),
    fc.array(record, { minLength: 2, maxLength: 12 }),
    fc.tuple(gap, before, gap, gap, gap, after, gap),
    gap,
  )
  .map(([more, some, [start, first, open, inside, close, last, end], between]) => {
    const records = Array.from({ length: some.length + more }, (_, index) => (some[index % some.length] ?? '0').trim());
    const head = `${start}{${first}"records":${open}[${inside}`;
    const tail = `${close}]${last}}${end}`;
    return { head, tail, records, body: head + records.join(`${between},${inside}`) + tail };
  });

/**
 * Takes a body that was made of a batch apart: the texts of its records, as they stand there. Throws where anything
 * else than `from`, `to` of the batch's own records stands in it, or what was around them has changed.
 */
export function recordsIn(body: string, { head, tail, records }: Batch, from: number, to: number): readonly string[] {
  if (!body.startsWith(head)) throw new Error(`what was before the records has changed: ${body.slice(0, 200)}`);
  let at = head.length;
  const found = records.slice(from, to).map((text, index) => {
    if (index > 0) at += /^\s*,\s*/.exec(body.slice(at, at + 40))?.[0].length ?? 0;
    if (!body.startsWith(text, at)) throw new Error(`record ${from + index} has become ${body.slice(at, at + 200)}`);
    at += text.length;
    return text;
  });
  if (body.slice(at).trimStart() !== tail.trimStart()) throw new Error(`after the records stands ${body.slice(at)}`);
  return found;
}
