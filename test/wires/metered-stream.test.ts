import { describe, expect, it } from 'vitest';
import type { MeteredRule } from '../../lib/domain/surface.ts';
import { metered } from '../../lib/wires/metered.ts';
import { headOf } from './head.ts';

const rule: MeteredRule = {
  meter: 'requests',
  count: { of: 'call' },
  cost: ['$.credits_used'],
  billed: [{ meter: 'characters', at: '$.characters' }],
};

function read(text: string, pieces = 7) {
  const meter = metered.openMeter(headOf('text/event-stream; charset=utf-8'), rule);
  for (let at = 0; at < text.length; at += pieces) meter.push(text.slice(at, at + pieces));
  return meter.end();
}

describe('an answer in events that a rule meters', () => {
  it('states what it took in whichever event does, and the last word counts', () => {
    const text =
      'data: {"text":"a"}\n\nevent: x\ndata: {"credits_used":1,"characters":10}\n\ndata: {"credits_used":2.5}\n\n';
    expect(read(text)).toMatchObject({ cost: '2.5', usage: { characters: 10 }, errorText: null, isComplete: true });
  });

  it('is whole when it says so, and else when it stated something', () => {
    expect(read('data: {"text":"a"}\n\ndata: [DONE]\n\n')).toMatchObject({ cost: null, usage: null, isComplete: true });
    expect(read('data: {"text":"a"}\n\n')).toMatchObject({ cost: null, isComplete: false });
    expect(read('')).toMatchObject({ cost: null, usage: null, isComplete: false });
  });

  it('is read as a whole where it is called so and is none', () => {
    expect(read('{"credits": 3}')).toMatchObject({ errorText: null, isComplete: true });
    expect(read('{"error":{"code":"no_credits"}}').errorText).toContain('no_credits');
    // However blank it begins, and wherever it is cut.
    expect(read('\ufeff \n\n{"credits_used": 3}', 1)).toMatchObject({ cost: '3', isComplete: true });
    expect(read('neither of them')).toMatchObject({ cost: null, usage: null, errorText: null, isComplete: true });
  });

  it('is read where the page has parsed it itself', () => {
    const meter = metered.openMeter(headOf('text/event-stream'), rule);
    meter.pushJson({ credits_used: 3, characters: 10 });
    expect(meter.end()).toMatchObject({ cost: '3', usage: { characters: 10 }, isComplete: true });
  });

  it('may carry an error', () => {
    expect(read('data: {"error":{"code":"no_credits"}}\n\n').errorText).toContain('no_credits');
  });
});
