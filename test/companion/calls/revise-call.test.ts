import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reviseCall } from '../../../companion/calls/revise-call.ts';
import type { GatewayCall } from '../../../companion/gateway/review-port.ts';
import { readDraft } from '../../../lib/engine/read-draft.ts';
import { findSurfaceById } from '../../../lib/providers/registry.ts';

const counter = () => ({ push: () => {}, cut: () => {}, total: () => ({ low: 1, likely: 1, high: 1 }) });

function callTo(id: string, body: object, change: Partial<GatewayCall> = {}): GatewayCall {
  const surface = findSurfaceById(id);
  if (surface === null) throw new Error(`no surface ${id}`);
  const text = JSON.stringify(body);
  return {
    ...{ callId: 'a', requestId: 'a', kind: 'call', provider: surface.provider, surface, wire: surface.wire },
    ...{ method: 'POST', path: surface.path, tool: 'unnamed', label: null, account: null, key: 'k', isSigned: false },
    ...{ retry: null, idempotencyKey: null, signal: new AbortController().signal },
    body: { kind: 'text', text, bytes: text.length },
    ...change,
  };
}

function revise(call: GatewayCall, revision: Parameters<typeof reviseCall>[2]) {
  const text = call.body.kind === 'text' ? call.body.text : '';
  const draft = call.surface && (readDraft(call.surface, text, counter)?.draft ?? null);
  if (draft === null) throw new Error('not read');
  const revised = reviseCall(call, draft, revision);
  if (revised === null) return null;
  const { body, path } = revised.call;
  return { body: body.kind === 'text' ? JSON.parse(body.text) : null, path, change: revised.change };
}

const bound = { kind: 'output-max', outputTokensMax: 300 } as const;
const messages = [{ role: 'user', content: 'Hi' }];
const chat = { model: 'm', messages };
const gemini = { contents: [{ parts: [{ text: 'Hi' }] }] };

describe('a bound on the answer', () => {
  it.each([
    ['openai/chat', chat, { max_completion_tokens: 300 }, 'max_completion_tokens=300'],
    ['openai/chat', { ...chat, max_tokens: null }, { max_completion_tokens: 300 }, 'max_completion_tokens=300'],
    ['openai/chat', { ...chat, max_tokens: 900 }, { max_tokens: 300 }, 'max_tokens=300'],
    [
      'openai/chat',
      { ...chat, max_completion_tokens: 900 },
      { max_completion_tokens: 300 },
      'max_completion_tokens=300',
    ],
    ['deepseek/chat', chat, { max_tokens: 300 }, 'max_tokens=300'],
    ['openai/responses', { model: 'm', input: 'Hi' }, { max_output_tokens: 300 }, 'max_output_tokens=300'],
    ['anthropic/messages', { ...chat, max_tokens: 900 }, { max_tokens: 300 }, 'max_tokens=300'],
    [
      'google-gemini/generate',
      gemini,
      { generationConfig: { maxOutputTokens: 300 } },
      'generationConfig.maxOutputTokens=300',
    ],
  ])('stands where %s has it', (id, body, more, change) => {
    const revised = revise(callTo(id, body), bound);
    expect([revised?.body, revised?.change]).toEqual([{ ...body, ...more }, change]);
  });

  it('is the only thing that changes, whatever else is in the body', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter((name) => !/^(max_|model|messages|__proto__)/.test(name)),
          fc.jsonValue(),
        ),
        fc.integer({ min: 1, max: 1_000_000 }),
        (others, tokens) => {
          const revised = revise(callTo('deepseek/chat', { ...others, ...chat }), {
            kind: 'output-max',
            outputTokensMax: tokens,
          });
          expect(revised?.body).toEqual(JSON.parse(JSON.stringify({ ...others, ...chat, max_tokens: tokens })));
        },
      ),
    );
  });
});

describe('another model', () => {
  it('stands in the body, or in the address where that names it', () => {
    expect(revise(callTo('openai/chat', chat), { kind: 'model', model: 'n' })).toMatchObject({
      body: { ...chat, model: 'n' },
      change: 'model=n',
    });
    const path = '/v1beta/models/gemini-2.5-pro:generateContent';
    expect(revise(callTo('google-gemini/generate', gemini, { path }), { kind: 'model', model: 'a/b' })).toEqual({
      ...{ body: gemini, path: '/v1beta/models/a%2Fb:generateContent', change: 'model=a/b' },
    });
  });
});

it('what is signed, or was not read, is not changed', () => {
  expect(revise(callTo('openai/chat', chat, { isSigned: true }), bound)).toBeNull();
  const draft = readDraft({ wire: 'openai-chat', rule: null }, JSON.stringify(chat), counter)?.draft;
  const unread = callTo('openai/chat', chat, { body: { kind: 'unreviewed', why: 'too-large', bytes: null } });
  expect(draft && reviseCall(unread, draft, bound)).toBeNull();
});
