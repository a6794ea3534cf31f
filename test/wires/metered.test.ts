import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MEMBERS_MAX } from '../../lib/domain/json-splice.ts';
import type { MeteredRule } from '../../lib/domain/surface.ts';
import { metered } from '../../lib/wires/metered.ts';
import { jsonText } from '../domain/json-texts.ts';
import { headOf } from './head.ts';

const rule: MeteredRule = {
  meter: 'records',
  count: { of: 'elements', path: '$.records' },
  cost: ['$.credits_used'],
};

describe('reading a metered request', () => {
  it.each([
    ['{"records":[1,2,3]}', 3, ['batch']],
    ['{"records":[{}]}', 1, []],
    ['{"records":[]}', 0, []],
    ['{"records":[1],"records":[1,2]}', 2, ['batch']],
  ])('%s asks for %d records', (body, count, revisable) => {
    expect(metered.readRequest(body, rule)).toEqual({
      wire: 'metered',
      model: null,
      inputTokens: null,
      outputTokensMax: null,
      answers: 1,
      units: { meter: 'records', count },
      isStream: false,
      revisable,
    });
  });

  it.each([
    '',
    'null',
    '{}',
    '{"records":{}}',
    '{"records":"abc"}',
    '{"records":{"length":3}}',
    '{"records":[1',
    '{"__proto__":{"records":[1]}}',
  ])('%j is none', (body) => {
    expect(metered.readRequest(body, rule)).toBeNull();
  });

  const count = (path: string, body: string): number | null =>
    metered.readRequest(body, { ...rule, count: { of: 'elements', path } })?.units?.count ?? null;

  it('nothing is counted without a rule, or where the path leads nowhere', () => {
    expect(metered.readRequest('{"records":[1]}', null)).toBeNull();
    expect(count('$.records[?@ == 1]', '{"records":[1]}')).toBeNull();
    expect(count('$.data[*].rows', '{"data":[]}')).toBeNull();
    expect(metered.readRequest('[1,2]', { ...rule, count: { of: 'elements', path: '$' } })?.units?.count).toBe(2);
  });

  it.each([
    ['$.data[*].rows', 3],
    ['$.data[*].rows[*]', 3],
    ['$..rows', 3],
    ['$.data[0:1].rows', 2],
    ['$.data[*]', 2],
    ['$.pairs[*]', 2],
    ['$.pairs.*', 2],
    ['$.data[-1].rows', 1],
  ])('by a path to many, %s, %d are counted, and not sent in parts', (path, expected) => {
    const body = '{"data":[{"rows":[1,2]},{"rows":[3]}],"pairs":[[1,2,3],[4,5]]}';
    expect(count(path, body)).toBe(expected);
    expect(metered.readRequest(body, { ...rule, count: { of: 'elements', path } })?.revisable).toEqual([]);
  });

  it('a batch that is too long to be taken apart is counted all the same', () => {
    const body = `{"records":[${'1,'.repeat(MEMBERS_MAX)}1]}`;
    expect(metered.readRequest(body, rule)).toMatchObject({ units: { count: MEMBERS_MAX + 1 }, revisable: [] });
    expect(metered.revise(body, { kind: 'batch', keep: 1 }, rule)).toBeNull();
  });
});

describe('revising a metered request', () => {
  it('what is sent plus what remains is the original, and both are complete bodies', () => {
    const records = fc.array(jsonText, { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(records, fc.nat(), fc.constantFrom('', ' ', '\n  '), (texts, seed, space) => {
        const body = `{"a":${texts[0]},${space}"records":[${space}${texts.join(`${space},`)}],"b":12345678901234567890}`;
        const keep = 1 + (seed % (texts.length - 1));
        const revised = metered.revise(body, { kind: 'batch', keep }, rule);
        const [sent, rest] = [revised?.body ?? '', revised?.rest ?? ''];
        expect(JSON.stringify([...JSON.parse(sent).records, ...JSON.parse(rest).records])).toBe(
          JSON.stringify(JSON.parse(body).records),
        );
        expect(metered.readRequest(sent, rule)?.units?.count).toBe(keep);
        expect(metered.readRequest(rest, rule)?.units?.count).toBe(texts.length - keep);
        expect(sent.endsWith('],"b":12345678901234567890}') && rest.endsWith('],"b":12345678901234567890}')).toBe(true);
      }),
    );
  });

  it.each([0, 3, 4, -1, 1.5, Number.NaN])('cannot keep %d of 3', (keep) => {
    expect(metered.revise('{"records":[1,2,3]}', { kind: 'batch', keep }, rule)).toBeNull();
  });

  it('knows no other change, and none without a rule', () => {
    expect(metered.revise('{"records":[1,2]}', { kind: 'model', model: 'x' }, rule)).toBeNull();
    expect(metered.revise('{"records":[1,2]}', { kind: 'output-max', outputTokensMax: 5 }, rule)).toBeNull();
    expect(metered.revise('{"records":[1,2]}', { kind: 'batch', keep: 1 }, null)).toBeNull();
  });
});

describe('metering an answer', () => {
  const read = (text: string, by: MeteredRule | null = rule) => {
    const meter = metered.openMeter(headOf('application/json'), by);
    for (const half of [text.slice(0, text.length / 2), text.slice(text.length / 2)]) meter.push(half);
    return meter.end();
  };

  it.each([
    ['450', '450'],
    ['0', '0'],
    ['"450.25"', '450.25'],
    ['0.1', '0.1'],
    ['1e-7', '0.000000100000'],
    ['-1', null],
    ['"-1"', null],
    ['"1e9"', null],
    ['1e13', null],
    ['1e400', null],
    ['null', null],
    ['[450]', null],
    ['"a lot"', null],
  ])('credits_used of %s is a cost of %s', (figure, cost) => {
    expect(read(`{"data":[],"credits_used":${figure}}`)).toEqual({
      usage: null,
      cost,
      output: null,
      errorText: null,
      isComplete: true,
    });
  });

  it('without a path, or cut in the middle, the cost is unknown', () => {
    expect(read('{"credits_used":450}', { ...rule, cost: [] }).cost).toBeNull();
    expect(read('{"credits_used":450}', null).cost).toBeNull();
    expect(read('{"credits_used":450')).toMatchObject({ cost: null, isComplete: false });
    expect(read('')).toMatchObject({ cost: null, isComplete: false });
  });

  it('what the page parsed itself is read at once: it may change it later', () => {
    const meter = metered.openMeter(headOf('application/json'), rule);
    const answer = { credits_used: 450 };
    meter.pushJson(answer);
    answer.credits_used = 1;
    expect(meter.end()).toMatchObject({ cost: '450', isComplete: true });
  });

  it('an error inside a good answer is kept', () => {
    expect(read('{"error":{"code":"INSUFFICIENT_BALANCE"}}').errorText).toBe(
      '{"error":{"code":"INSUFFICIENT_BALANCE"}}',
    );
  });

  it('any text gives a reading', () => {
    fc.assert(fc.property(fc.oneof(jsonText, fc.string({ unit: 'binary' })), (text) => read(text).usage === null));
  });
});
