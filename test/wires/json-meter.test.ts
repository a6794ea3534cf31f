import { describe, expect, it } from 'vitest';
import { openFigureMeter, openJsonMeter } from '../../lib/wires/json-meter.ts';
import { headOf } from './head.ts';

/** What was read of these pieces, in order. */
function read(...pieces: readonly string[]) {
  const seen: unknown[] = [];
  const meter = openJsonMeter(headOf(''), (event, answer, isWhole) => {
    seen.push([event, isWhole]);
    answer.output.add('', 'word');
  });
  for (const piece of pieces) meter.push(piece);
  const { output, isComplete } = meter.end();
  return { seen, output, isComplete };
}

describe('JSON that comes', () => {
  it('whole is a whole answer', () => {
    expect(read('{"a"', ':1}')).toMatchObject({ seen: [[{ a: 1 }, true]], isComplete: true });
  });

  it.each([
    ['a line each', '{"a":1}\n{"a":2}\n'],
    ['a line each, the last cut off', '{"a":1}\n{"a":2}\n{"a":'],
    ['in a list', '[{"a":1},{"a":2}]'],
    ['in a list that was cut off', '[{"a":1}\n,\r\n{"a":2}\n,\r\n{"a"'],
    ['as events', 'data: {"a":1}\n\ndata: {"a":2}\n\n'],
  ])('%s is a stream', (_name, text) => {
    const seen = [
      [{ a: 1 }, false],
      [{ a: 2 }, false],
    ];
    expect(read(text)).toMatchObject({ seen, isComplete: false });
  });

  it.each(['{\n  "a": [\n    1,\n', '[{"a":1},{"a":2}', '{"a":', '[', '{'])('cut off in %j says nothing', (text) => {
    expect(read(text)).toEqual({ seen: [[undefined, true]], output: null, isComplete: false });
  });

  it('cut off after half a million lines is passed over at once', () => {
    const text = `{\n${'"a": 1,\n'.repeat(500_000)}`;
    expect(read(text).seen).toEqual([[undefined, true]]);
  });
});

it('figures alone have no output', () => {
  const meter = openFigureMeter(headOf(''), (_event, answer) => answer.output.add('', 'word'));
  meter.push('{}');
  expect(meter.end().output).toBeNull();
});
