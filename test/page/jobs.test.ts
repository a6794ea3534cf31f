import { describe, expect, it } from 'vitest';
import type { Surface } from '../../lib/domain/surface.ts';
import { change, finishJob, type Job, jobOf, keepJob, messageOf, toJob } from '../../lib/page/jobs.ts';

const PLACE = { provider: 'lab', kind: 'call', hosts: [], ports: null, method: 'POST' } as const;
const CHAT: Surface = { ...PLACE, id: 'lab/chat', path: '/chat', wire: 'openai-chat', rule: null };
const BATCH: Surface = {
  ...PLACE,
  id: 'lab/batch',
  path: '/batch',
  wire: 'metered',
  rule: { meter: 'records', countPath: '$.records', costPath: null },
};

function jobWith(surface: Surface, text: string | null): Job {
  const job = toJob(surface, text, null);
  if (job === null) throw new Error('the surface speaks a wire');
  return job;
}

describe('what the user wrote', () => {
  it.each([
    ['the last message of the user', '{"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"}]}', 'b'],
    [
      'not what others said later',
      '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}',
      'a',
    ],
    [
      'the texts of its parts',
      '{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url"},{"text":"b"}]}]}',
      'a\nb',
    ],
    [
      'the body where there is no text',
      '{"messages":[{"role":"user","content":[]}]}',
      '{"messages":[{"role":"user","content":[]}]}',
    ],
    ['the body where there is no user', '{"messages":[]}', '{"messages":[]}'],
    ['the body of another shape', '{"records":[1]}', '{"records":[1]}'],
    ['the body that is no JSON', 'hello {', 'hello {'],
    ['nothing', '', ''],
  ])('is %s', (_name, body, expected) => {
    expect(messageOf(body)).toBe(expected);
  });
});

describe('a job', () => {
  it('is forgotten when 32 newer ones are kept', () => {
    const job = jobWith(CHAT, '{}');
    for (let call = 1; call <= 33; call++) keepJob(call, job);
    expect([jobOf(1), jobOf(2), jobOf(33)]).toEqual([undefined, job, job]);
  });

  it('is forgotten when its answer has come, unless something is left to send', () => {
    const done = jobWith(CHAT, '{}');
    const partly = jobWith(BATCH, '{"records":[1,2,3]}');
    keepJob(100, done);
    keepJob(101, partly);
    change(101, partly, { kind: 'batch', keep: 1 });
    finishJob(100);
    finishJob(101);
    expect([jobOf(100), jobOf(101)]).toEqual([undefined, partly]);
  });

  it('holds sizes in its draft, and null where it is not understood', () => {
    expect(jobWith(BATCH, '{"records":[1,2,3]}').draft?.units).toEqual({ meter: 'records', count: 3 });
    expect(jobWith(CHAT, 'hello {').draft).toBeNull();
    expect(jobWith(CHAT, null).draft).toBeNull();
  });

  it('is none where the surface speaks no wire', () => {
    expect(toJob({ ...CHAT, wire: null }, '{}', null)).toBeNull();
  });
});

describe('a change', () => {
  it('keeps what is left out, and describes what leaves', () => {
    const job = jobWith(BATCH, '{"records":[1,2,3],"a":1.50}');
    const attempt = change(7, job, { kind: 'batch', keep: 2 });
    expect(attempt).toMatchObject({ callNumber: 7, job, changed: { body: '{"records":[1,2],"a":1.50}' } });
    expect(attempt?.changed?.draft?.units).toEqual({ meter: 'records', count: 2 });
    expect(job.rest).toBe('{"records":[3],"a":1.50}');
  });

  it('is none where there is no revision', () => {
    const job = jobWith(CHAT, '{}');
    expect(change(7, job, null)).toEqual({ callNumber: 7, job, changed: null });
  });

  it('is refused where it cannot be made', () => {
    expect(change(7, jobWith(CHAT, null), { kind: 'output-max', outputTokensMax: 5 })).toBeNull();
    expect(change(7, jobWith(CHAT, 'hello {'), { kind: 'output-max', outputTokensMax: 5 })).toBeNull();
    expect(change(7, jobWith(CHAT, '{"messages":[]}'), { kind: 'batch', keep: 1 })).toBeNull();
  });

  it('is refused where the wire breaks its promise', () => {
    const job = jobWith(CHAT, '{"messages":[]}');
    const wire = {
      ...job.wire,
      revise: () => {
        throw new Error('broken');
      },
    };
    expect(change(7, { ...job, wire }, { kind: 'output-max', outputTokensMax: 5 })).toBeNull();
  });
});
