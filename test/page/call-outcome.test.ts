import { describe, expect, it } from 'vitest';
import type { Surface } from '../../lib/domain/surface.ts';
import { type Head, toFailed, watchAnswer } from '../../lib/page/call-outcome.ts';
import { type Job, toJob } from '../../lib/page/jobs.ts';
import type { PageOutcome } from '../../lib/page/protocol.ts';

const SURFACE: Surface = {
  id: 'lab/chat',
  provider: 'lab',
  kind: 'call',
  hosts: [],
  ports: null,
  method: 'POST',
  path: '/chat',
  wire: 'openai-chat',
  rule: null,
};
const job = toJob(SURFACE, '{"messages":[]}', null) as Job;
const JSON_ANSWER = JSON.stringify({
  choices: [{ message: { content: 'Good morning' } }],
  usage: { prompt_tokens: 12, completion_tokens: 8 },
});
const WORD = 'data: {"choices":[{"delta":{"content":"Good morning"}}]}\n\n';
const LAST = 'data: {"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":8}}\n\ndata: [DONE]\n\n';
const ERROR = 'data: {"error":{"message":"Insufficient balance","code":"insufficient_balance"}}\n\n';

function headWith(contentType: string, status = 200, more: Readonly<Record<string, string>> = {}): Head {
  const headers: Readonly<Record<string, string>> = { 'content-type': contentType, ...more };
  return { status, header: (name) => headers[name] ?? null };
}

/** Feeds a body and tells the outcome. */
function outcomeOf(contentType: string, text: string | null, isWhole: boolean): PageOutcome | undefined {
  const outcomes: PageOutcome[] = [];
  const flight = { settle: (outcome: PageOutcome) => outcomes.push(outcome), cut: () => {} };
  const { branch } = watchAnswer(
    { ...flight, settle: (outcome) => void flight.settle(outcome) },
    job,
    headWith(contentType),
  );
  if (text !== null) branch.text(text);
  branch.end(isWhole);
  expect(outcomes).toHaveLength(1);
  return outcomes[0];
}

const SSE = 'text/event-stream; charset=utf-8';

describe('what came back is', () => {
  it.each<[string, string, string | null, boolean, object]>([
    [
      'a JSON answer with its usage',
      'application/json',
      JSON_ANSWER,
      true,
      { kind: 'answer', usage: { 'output-tokens': 8 } },
    ],
    ['a stream with its usage', SSE, WORD + LAST, true, { kind: 'answer', usage: { 'output-tokens': 8 } }],
    ['an answer when the client stops reading at the terminator', SSE, WORD + LAST, false, { kind: 'answer' }],
    ['a cut when a stream ends without its terminator', SSE, WORD, true, { kind: 'cut', usage: null }],
    ['a cut when a stream is broken off', SSE, WORD, false, { kind: 'cut', usage: null }],
    ['a cut of which nothing was seen', SSE, null, false, { kind: 'cut', usage: null, output: null }],
    ['an answer of which nothing was seen', SSE, null, true, { kind: 'answer', usage: null, output: null }],
    [
      'unknown, not zero, when HTML came instead',
      'text/html',
      '<!doctype html>',
      true,
      { kind: 'answer', usage: null, output: null },
    ],
    [
      'a failure when the stream holds an error',
      SSE,
      WORD + ERROR,
      true,
      { kind: 'failed', hasAnswerBegun: true, isWithheld: false },
    ],
  ])('%s', (_name, contentType, text, isWhole, expected) => {
    expect(outcomeOf(contentType, text, isWhole)).toMatchObject(expected);
  });

  it('a cut counts what came', () => {
    const outcome = outcomeOf(SSE, WORD, false);
    expect(outcome?.kind === 'cut' && (outcome.output?.likely ?? 0) > 0).toBe(true);
  });

  it('unknown when the meter breaks its promise', () => {
    const outcomes: PageOutcome[] = [];
    const wire = {
      ...job.wire,
      openMeter: () => ({
        push: () => {},
        pushJson: () => {},
        end: () => {
          throw new Error('broken');
        },
      }),
    };
    const flight = { settle: (outcome: PageOutcome) => void outcomes.push(outcome), cut: () => {} };
    const { branch } = watchAnswer(flight, { ...job, wire }, headWith(SSE));
    branch.text(WORD);
    branch.end(true);
    expect(outcomes).toEqual([{ kind: 'answer', usage: null, cost: null, output: null }]);
  });
});

describe('a failure', () => {
  it('tells four headers only, and a bounded body', () => {
    const head = headWith('application/json', 402, {
      'retry-after': '7',
      'set-cookie': 'secret',
      'x-request-id': 'r1',
    });
    const failed = toFailed(head, 'x'.repeat(100_000), true);
    expect(failed.headers).toEqual({ 'content-type': 'application/json', 'retry-after': '7', 'x-request-id': 'r1' });
    expect([failed.bodyText.length, failed.status, failed.isWithheld]).toEqual([65_536, 402, true]);
  });
});
