import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { SeenRequest } from '../../lib/domain/recording-view.ts';
import type { TabCall } from '../../lib/domain/tab-call.ts';
import { recordingCsv } from '../../lib/ui/recording-csv.ts';
import { recordingHar } from '../../lib/ui/recording-har.ts';
import { NOW } from '../domain/samples.ts';
import { tabCall, tabCallOver } from '../domain/tab-calls.ts';
import { har12 } from './har-1-2.ts';

const address = { method: 'POST', url: 'https://api.sample.example/v1/chat/completions' };
const seen: SeenRequest = {
  ...address,
  ...{ httpVersion: 'http/2.0', startedAt: NOW + 4, tookMs: 812.5, requestHeadBytes: -1, requestBodyBytes: 412 },
  ...{ status: 200, statusText: '', mimeType: 'application/json', contentBytes: 901, responseHeadBytes: -1 },
  responseBodyBytes: 480,
  timings: { blocked: 1.5, dns: -1, connect: -1, ssl: -1, send: 0.2, wait: 800, receive: 10.8 },
};
const refused = tabCallOver('b', {
  ...{ outcome: 'refusal', refusalCause: 'depleted', usage: null },
  cost: { unit: 'USD', lowNano: 0n, likelyNano: 0n, highNano: 0n },
});

function harOf(calls: readonly (readonly [TabCall, SeenRequest | null])[]) {
  const text = recordingHar(
    calls.map(([call, of]) => ({ call, seen: of, address })),
    { version: '0.1.0' },
  );
  return { text, log: v.parse(har12, JSON.parse(text)).log };
}

describe('a recording as HAR', () => {
  it('is HAR 1.2, whatever became of its calls', () => {
    const states = ['asked', 'running', 'unsent'] as const;
    const open = states.map((state) => [tabCall(state, { state, estimate: null, model: null }), null] as const);
    const { log } = harOf([[tabCallOver('a'), seen], [refused, null], ...open]);
    expect(log.entries).toHaveLength(5);
    expect(harOf([]).log.entries).toEqual([]);
  });

  it('says estimate, what was set aside and cost in fields of its own', () => {
    const { log } = harOf([[tabCallOver('a'), seen]]);
    expect(log.entries[0]).toMatchObject({
      time: 812.5,
      request: { ...address, bodySize: 412 },
      response: { status: 200, bodySize: 480, content: { size: 901 } },
      _cost: {
        ...{ model: 'big', state: 'answer', isSeenByNetwork: true, certainty: 'billed', refusedFor: null },
        estimate: { unit: 'USD', low: '0.02', likely: '0.03', high: '0.05', setAside: '0.13' },
        actual: { unit: 'USD', low: '0.04', likely: '0.04', high: '0.04' },
        usage: { 'input-tokens': 1000, 'output-tokens': 1000 },
      },
    });
    expect(log).toMatchObject({ _cost: { calls: 1, totals: [{ unit: 'USD', likely: '0.04' }] } });
  });

  it('says why a call was refused, and does not make up what the network did', () => {
    const { log } = harOf([[refused, null]]);
    expect(log.entries[0]).toMatchObject({
      response: { status: 0, bodySize: -1 },
      _cost: { refusedFor: 'depleted', isSeenByNetwork: false },
    });
  });

  it('has nothing that tells keys or accounts', () => {
    const call = tabCallOver('a', { fingerprint: 'f'.repeat(64), masked: 'e'.repeat(64), account: 'sample:me' });
    const { text } = harOf([[call, seen]]);
    expect(text).not.toMatch(/ffff|eeee|sample:me/);
    expect(recordingCsv([call])).not.toMatch(/ffff|eeee|sample:me/);
  });

  it('is in the order the requests began', () => {
    const { log } = harOf([
      [tabCallOver('late'), { ...seen, startedAt: NOW + 90 }],
      [tabCallOver('early'), { ...seen, startedAt: NOW + 9 }],
    ]);
    expect(log.entries).toMatchObject([{ _cost: { callId: 'early' } }, { _cost: { callId: 'late' } }]);
  });

  it('would be found out by the schema, did it not keep to it', () => {
    const { text } = harOf([[tabCallOver('a'), seen]]);
    for (const [from, to] of [
      ['"_cost"', '"cost"'],
      ['"wait": 800', '"wait": -1'],
      ['"httpVersion"', '"_httpVersion"'],
      ['https://', ''],
    ] as const) {
      expect([to, v.is(har12, JSON.parse(text.replace(from, to)))]).toEqual([to, false]);
    }
  });
});

describe('a recording as CSV', () => {
  it('has a line for each call, exact amounts, and nothing where nothing is known', () => {
    const lines = recordingCsv([tabCallOver('a'), refused, tabCall('c', { estimate: null, model: '=1+1' })]).split(
      '\r\n',
    );
    expect(lines).toEqual([
      'call-id,time,provider,model,page,state,cause,unit,estimate-low,estimate-likely,estimate-high,set-aside,' +
        'cost-low,cost-likely,cost-high,certainty,input-tokens,output-tokens,milliseconds',
      'a,2026-11-21T12:00:00.000Z,Sample,big,https://sample.example,answer,,USD,' +
        '0.02,0.03,0.05,0.13,0.04,0.04,0.04,billed,1000,1000,900',
      'b,2026-11-21T12:00:00.000Z,Sample,big,https://sample.example,refusal,depleted,USD,' +
        '0.02,0.03,0.05,0.13,0,0,0,billed,,,900',
      "c,2026-11-21T12:00:00.000Z,Sample,'=1+1,https://sample.example,running,,,,,,,,,,,,,",
      '',
    ]);
  });

  it('leaves out what was said in another unit than it was paid in', () => {
    const call = tabCallOver('a', { cost: { unit: 'CNY', lowNano: 1n, likelyNano: 1n, highNano: 1n } });
    expect(recordingCsv([call])).toContain(',CNY,,,,,0.000000001,');
  });
});
