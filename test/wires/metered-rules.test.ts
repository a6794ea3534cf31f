import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COST_HEADERS } from '../../lib/domain/cost-headers.ts';
import type { MeteredRule } from '../../lib/domain/surface.ts';
import { metered } from '../../lib/wires/metered.ts';
import { jsonText } from '../domain/json-texts.ts';
import { headOf } from './head.ts';

const count = (rule: MeteredRule, body: unknown) =>
  metered.readRequest(typeof body === 'string' ? body : JSON.stringify(body), rule)?.units?.count ?? null;

describe('what a rule counts in a request', () => {
  const call: MeteredRule = { meter: 'searches', count: { of: 'call' } };

  it.each(['', 'q=coffee', '{', '[]', '{"q":"coffee"}'])('one a call, whatever it carries: %j', (body) => {
    expect(metered.readRequest(body, call)).toMatchObject({ units: { meter: 'searches', count: 1 }, revisable: [] });
  });

  // 2 credits per 10 results, rounded up: https://docs.firecrawl.dev/billing, 2026-11-21
  const tens: MeteredRule = { meter: 'searches', count: { of: 'number', path: '$.limit', default: 5, per: 10 } };

  it.each([
    [{ limit: 10 }, 1],
    [{ limit: 11 }, 2],
    [{ limit: 100 }, 10],
    [{}, 1],
    [{ limit: null }, 1],
    [{ limit: 0 }, 0],
    [{ limit: 2.5 }, 1],
    [{ limit: '20' }, null],
    [{ limit: -1 }, null],
    [{ limit: 1e12 }, null],
  ])('%j asks for %s groups of ten', (body, units) => {
    expect(count(tens, body)).toBe(units);
  });

  it('a number that has no default is not known where it is missing', () => {
    const rule: MeteredRule = { meter: 'pages', count: { of: 'number', path: '$.limit' } };
    expect([count(rule, {}), count(rule, { limit: 3 }), count(rule, '{"limit":1e400}')]).toEqual([null, 3, null]);
  });

  // 1 credit per 5 pages, 2 where the depth is advanced: https://docs.tavily.com/documentation/api-credits, 2026-11-21
  const fives: MeteredRule = {
    meter: 'pages',
    count: { of: 'elements', path: '$.urls', per: 5 },
    extras: [{ path: '$.extract_depth', has: 'advanced', units: 1 }],
  };

  it.each([
    [{ urls: ['a', 'b'] }, 1],
    [{ urls: Array(6).fill('a') }, 2],
    [{ urls: Array(6).fill('a'), extract_depth: 'advanced' }, 4],
    [{ urls: Array(6).fill('a'), extract_depth: 'basic' }, 2],
    [{ urls: 'a' }, null],
  ])('%j are so many groups of five: %s', (body, units) => {
    expect(count(fives, body)).toBe(units);
  });

  it.each(['$.companies', '$.companies[*]', '$.companies.*', '$.companies[0:]', '$..companies', '$..companies[*]'])(
    'no elements are none by %s, and no list is not known',
    (path) => {
      const rule: MeteredRule = { meter: 'records', count: { of: 'elements', path } };
      const counts = [{ companies: [] }, { companies: [1, 2] }, {}, { companies: 'two' }, { companies: null }];
      expect(counts.map((body) => count(rule, body))).toEqual([0, 2, null, null, null]);
    },
  );

  it('what was not looked at as a whole is not known', () => {
    const rows = Array.from({ length: 100_001 }, () => ['a']);
    const of = (rule: MeteredRule['count'], body: unknown) => count({ meter: 'records', count: rule }, body);
    expect(of({ of: 'elements', path: '$.rows[*]' }, { rows })).toBeNull();
    expect(of({ of: 'elements', path: '$.rows[*]' }, { rows: rows.slice(1) })).toBe(100_000);
    expect(of({ of: 'characters', paths: ['$.rows[*]'] }, { rows })).toBeNull();
    expect(of({ of: 'number', path: '$..limit', default: 5 }, { rows })).toBeNull();
    expect(of({ of: 'number', path: '$..limit', default: 5 }, { rows: [] })).toBe(5);
  });

  it('only what is counted one by one can be sent in parts', () => {
    const body = '{"urls":[1,2,3]}';
    const each: MeteredRule = { ...fives, count: { of: 'elements', path: '$.urls', per: 1 } };
    expect(metered.readRequest(body, each)?.revisable).toEqual(['batch']);
    expect(metered.revise(body, { kind: 'batch', keep: 2 }, each)).toEqual({
      body: '{"urls":[1,2]}',
      rest: '{"urls":[3]}',
    });
    expect(metered.readRequest(body, fives)?.revisable).toEqual([]);
    expect(metered.revise(body, { kind: 'batch', keep: 2 }, fives)).toBeNull();
    const dearer = '{"urls":[1,2,3],"extract_depth":"advanced"}';
    expect(metered.readRequest(dearer, each)).toMatchObject({ units: { count: 6 }, revisable: [] });
    expect(metered.revise(dearer, { kind: 'batch', keep: 2 }, each)).toBeNull();
  });

  // JSON +4, enhanced +4 on every page: https://docs.firecrawl.dev/billing, 2026-11-21
  const pages: MeteredRule = {
    meter: 'pages',
    count: { of: 'number', path: '$.limit', default: 10_000 },
    extras: [
      { path: '$.formats', has: 'json', units: 4 },
      { path: '$.proxy', has: 'enhanced', units: 4 },
      { path: '$.parsers', units: 1 },
    ],
  };

  it.each([
    [{ limit: 3, formats: ['markdown', 'json'] }, 15],
    [{ limit: 3, formats: ['markdown', { type: 'json', schema: {} }], proxy: 'enhanced' }, 27],
    [{ limit: 3, formats: ['markdown'], proxy: 'basic', parsers: [] }, 3],
    [{ limit: 3, parsers: ['pdf'] }, 6],
    [{ limit: 3, parsers: false }, 3],
    [{ formats: 'json' }, 50_000],
    [{ limit: 1e9, parsers: true }, null],
  ])('what is asked for besides makes each page dearer: %j takes %s', (body, units) => {
    expect(count(pages, body)).toBe(units);
  });

  const letters: MeteredRule = { meter: 'characters', count: { of: 'characters', paths: ['$.text', '$.more.text'] } };

  it.each([
    [{ text: 'Hello' }, 5],
    [{ text: ['Hello', 'wörld', 7, null] }, 10],
    [{ text: '你好👋🏽' }, 4],
    [{ text: 'a', more: { text: 'bc' } }, 3],
    [{ text: '' }, 0],
    [{ text: '\ud83d' }, 1],
    [{ text: { length: 3 } }, null],
    [{}, null],
  ])('%j has so many characters: %s', (body, units) => {
    expect(count(letters, body)).toBe(units);
  });

  it('a model is read where the price knows models', () => {
    const rule: MeteredRule = { ...letters, model: '$.model_id' };
    const model = (body: object) => metered.readRequest(JSON.stringify(body), rule)?.model;
    expect(model({ text: 'a', model_id: 'eleven_v3' })).toBe('eleven_v3');
    expect(model({ text: 'a', model_id: 7 })).toBeNull();
    expect(metered.readRequest('{"text":"a","model_id":"x"}', letters)?.model).toBeNull();
  });

  it('any rule reads any text', () => {
    const rules = fc.constantFrom(call, tens, fives, pages, letters, { ...letters, model: '$' });
    fc.assert(
      fc.property(fc.oneof(jsonText, fc.string({ unit: 'binary' })), rules, (text, rule) => {
        const units = count(rule, text);
        expect(units === null || (Number.isInteger(units) && units >= 0)).toBe(true);
        expect(metered.revise(text, { kind: 'batch', keep: 1 }, rule)?.body).not.toBe('');
      }),
    );
  });
});

describe('what an answer states', () => {
  const read = (text: string, rule: Partial<MeteredRule>, headers = {}) => {
    const meter = metered.openMeter(headOf('application/json', headers), {
      meter: 'requests',
      count: { of: 'call' },
      ...rule,
    });
    meter.push(text);
    const { usage, cost } = meter.end();
    return { usage, cost };
  };

  it('a cost at the first place that has one', () => {
    // It moved: https://github.com/simstudioai/sim/pull/3583, read 2026-11-21
    const cost = ['$.data.metadata.creditsUsed', '$.creditsUsed'];
    expect(read('{"data":{"metadata":{"creditsUsed":5}},"creditsUsed":9}', { cost }).cost).toBe('5');
    expect(read('{"creditsUsed":9}', { cost }).cost).toBe('9');
    expect(read('{"data":{}}', { cost }).cost).toBeNull();
  });

  it('a cost in a header, also of an answer that is no JSON', () => {
    // 735 characters took 403 credits: a model's own rate. Public repository, read 2026-11-21
    expect(read('ID3\u0004\u0000', { cost: ['character-cost'] }, { 'character-cost': '403' }).cost).toBe('403');
    expect(read('ID3', { cost: ['character-cost'] }).cost).toBeNull();
    expect(read('ID3', { cost: ['character-cost'] }, { 'character-cost': 'None' }).cost).toBeNull();
  });

  it.each([
    // https://docs.litellm.ai/docs/proxy/cost_tracking, read 2026-11-21
    ['2.85e-05', '0.0000285'],
    ['2e-08', '0.000000020000'],
    ['0.0', '0.0'],
    ['1e9', null],
    ['-2e-08', null],
  ])('Python writes small decimals as %s', (header, cost) => {
    expect(read('{}', { cost: ['x-litellm-response-cost'] }, { 'x-litellm-response-cost': header }).cost).toBe(cost);
  });

  it('units in parts are counted in thousandths', () => {
    // 3.008 seconds of video at $0.03, which the provider's own usage API confirms. Public repository, read 2026-11-21
    const billed = [{ meter: 'milliunits', at: 'x-fal-billable-units', times: 1000 }] as const;
    expect(read('{}', { billed }, { 'x-fal-billable-units': '3.008' }).usage).toEqual({ milliunits: 3008 });
    expect(read('{}', { billed }, { 'x-fal-billable-units': '1' }).usage).toEqual({ milliunits: 1000 });
    expect(read('{}', { billed }, {}).usage).toBeNull();
  });

  it('several figures, each of its meter', () => {
    const billed = [
      { meter: 'input-tokens', at: '$.meta.billed_units.input_tokens' },
      { meter: 'searches', at: '$.meta.billed_units.search_units' },
      { meter: 'searches', at: '$.search_units' },
    ] as const;
    // https://docs.cohere.com/reference/rerank, read 2026-11-21
    const answer = '{"results":[],"meta":{"billed_units":{"search_units":1}},"search_units":7}';
    expect(read(answer, { billed }).usage).toEqual({ searches: 1 });
    expect(read('{"meta":{"billed_units":{"input_tokens":3}},"search_units":7}', { billed }).usage).toEqual({
      'input-tokens': 3,
      searches: 7,
    });
  });

  it.each(['1.5', '1e13', '-1', '"x"', 'true', '[1]'])('a figure of %s is unknown, not part of a sum', (figure) => {
    const billed = [
      { meter: 'pages', at: '$.pages' },
      { meter: 'searches', at: '$.searches' },
    ] as const;
    const { usage } = read(`{"pages":${figure},"searches":2}`, { billed });
    // What is no figure at all is as if it were not there.
    expect(usage?.pages).toBeUndefined();
    if (figure === '1.5') expect(usage).toBeNull();
  });

  it('no header but those that are passed on is read by name', () => {
    fc.assert(
      fc.property(
        fc.oneof(jsonText, fc.string()),
        fc.constantFrom(...COST_HEADERS, '__proto__', 'constructor'),
        (text, at) => {
          const { usage, cost } = read(text, { cost: [at], billed: [{ meter: 'pages', at }] });
          expect({ usage, cost }).toEqual({ usage: null, cost: null });
        },
      ),
    );
  });
});
