import { describe, expect, it } from 'vitest';
import type { JobRule, MeteredRule } from '../../lib/domain/surface.ts';
import { metered } from '../../lib/wires/metered.ts';

const ruleOf = (job: Partial<JobRule>): MeteredRule => ({
  ...{ meter: 'milliunits', count: { of: 'call' } },
  billed: [{ meter: 'milliunits', at: 'x-fal-billable-units', times: 1000 }],
  job: { says: 'state', at: '$.status', goesOn: ['IN_QUEUE'], ends: ['COMPLETED'], ...job },
});

function read(rule: MeteredRule, body: string, contentType = 'application/json') {
  const meter = metered.openMeter({ contentType, headers: { 'x-fal-billable-units': '1.5' } }, rule);
  meter.push(body);
  return meter.end();
}
const jobOf = (rule: MeteredRule, body: unknown) => read(rule, JSON.stringify(body)).job;

describe('work in a queue, as answers tell of it', () => {
  it('has begun where its number is told', () => {
    const begun = ruleOf({ says: 'begun', id: '$.request_id' });
    expect(jobOf(begun, { request_id: 'r1', status: 'IN_QUEUE' })).toEqual({ id: 'r1', isOver: false });
    // Whatever the answer says besides: what came of it is told elsewhere.
    expect(jobOf(begun, { request_id: 'r1', status: 'COMPLETED' })).toEqual({ id: 'r1', isOver: false });
    for (const answer of [{}, { request_id: 7 }, { request_id: '' }, [], null]) {
      expect(jobOf(begun, answer), JSON.stringify(answer)).toBeUndefined();
    }
  });

  it('is over without figures where its state says so, and with them where it failed', () => {
    expect(jobOf(ruleOf({}), { status: 'IN_QUEUE' })).toEqual({ id: '', isOver: false });
    expect(jobOf(ruleOf({}), { status: 'COMPLETED' })).toEqual({ id: '', isOver: true, done: 1 });
    expect(jobOf(ruleOf({}), { status: 'COMPLETED', error: 'no' })).toEqual({ id: '', isOver: true });
    expect(jobOf(ruleOf({}), { status: 'PAUSED' })).toBeUndefined();
  });

  it('is over where what came of it is told, unless that says that it goes on', () => {
    const result = ruleOf({ says: 'result' });
    const reading = read(result, JSON.stringify({ images: [], status: 'fine' }));
    expect(reading).toMatchObject({ job: { id: '', isOver: true }, usage: { milliunits: 1500 } });
    expect(jobOf(result, { status: 'IN_QUEUE' })).toEqual({ id: '', isOver: false });
  });

  it('is what the last event of a stream of states says', () => {
    const events = ['IN_QUEUE', 'COMPLETED'].map((status) => `data: {"status":"${status}"}\n\n`);
    const reading = read(ruleOf({}), events.join(''), 'text/event-stream');
    expect(reading).toMatchObject({ job: { isOver: true, done: 1 }, isComplete: true });
    expect(read(ruleOf({}), events[0] ?? '', 'text/event-stream').job).toEqual({ id: '', isOver: false });
  });
});
