import { describe, expect, it } from 'vitest';
import type { Draft, Outcome } from '../../lib/domain/call.ts';
import { readCounted } from '../../lib/domain/counted.ts';
import { anthropicMessages } from '../../lib/wires/anthropic-messages.ts';
import { geminiGenerate } from '../../lib/wires/gemini-generate.ts';
import { openaiChat } from '../../lib/wires/openai-chat.ts';
import { openaiResponses } from '../../lib/wires/openai-responses.ts';
import type { Wire } from '../../lib/wires/wire.ts';
import { chatDraft } from './samples.ts';

const exact = (n: number) => ({ low: n, likely: n, high: n });
type Answer = Extract<Outcome, { kind: 'answer' }>;

function answer(change: Partial<Answer> = {}): Answer {
  const usage = { 'input-tokens': 1000, 'cached-input-tokens': 200, 'output-tokens': 300 };
  return { kind: 'answer', usage, cost: null, output: exact(280), ...change };
}

const draft = (change: Partial<Draft> = {}): Draft => chatDraft({ inputTokens: exact(1100), ...change });
const countedOf = (given: Partial<Draft>, came: Outcome) => readCounted(draft(given), came).counted;

describe('what a call was billed beside what was counted', () => {
  it('is kept for both sides, cached tokens among the billed ones', () => {
    expect(countedOf({}, answer())).toEqual({
      input: { billed: 1200, counted: 1100 },
      output: { billed: 300, counted: 280 },
    });
  });

  it('thoughts that the provider states are not part of it, shown or not', () => {
    const beside = { shown: 80, thought: 100, hasCalls: false };
    expect(countedOf({}, answer({ beside }))).toMatchObject({ output: { billed: 200, counted: 200 }, thought: 100 });
  });

  it.each([
    ['thoughts are shown and nobody states what they cost', { shown: 80, thought: 0, hasCalls: false }, 'reasoning'],
    ['more thoughts are stated than were billed', { shown: 0, thought: 301, hasCalls: false }, 'reasoning'],
    ['tools are called', { shown: 0, thought: 0, hasCalls: true }, 'tools'],
  ])('the output says nothing where %s', (_why, beside, why) => {
    expect(countedOf({}, answer({ beside }))).toMatchObject({ output: why, input: { billed: 1200 } });
  });

  it.each([
    [{ uncounted: 'media' }, answer(), 'media'],
    [{ uncounted: 'tools' }, answer(), 'tools'],
    [{ inputTokens: null }, answer(), 'unseen'],
    [{}, answer({ usage: { 'input-tokens': 9, 'output-tokens': 9, 'audio-input-tokens': 2 } }), 'media'],
    [{}, answer({ usage: { 'input-tokens': 9, 'output-tokens': 9, searches: 1 } }), 'tools'],
  ] as const)('the input says nothing of %o', (given, came, why) => {
    expect(countedOf(given, came)).toMatchObject({ input: why });
  });

  it('the output says nothing where it could not be counted', () => {
    expect(countedOf({}, answer({ output: null }))).toMatchObject({ output: 'unseen' });
  });

  it.each([
    ['a cut answer', { ...answer(), kind: 'cut' } as Outcome],
    ['a beginning', answer({ isUsageFinal: false })],
    ['an answer that states no usage', answer({ usage: null })],
    ['a call billed by records', answer({ usage: { records: 5 } })],
    ['a refusal', { kind: 'error', status: 500 } as Outcome],
  ])('nothing is kept of %s', (_what, came) => {
    expect(readCounted(draft(), came)).toEqual({});
    expect(readCounted(null, answer())).toEqual({});
  });
});

describe('what a request has beside texts', () => {
  const picture = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
  it.each<[string, Wire, unknown, Draft['uncounted']]>([
    ['text', openaiChat, { messages: [{ role: 'user', content: 'Hi' }] }, undefined],
    ['a picture', openaiChat, { messages: [{ role: 'user', content: [picture] }] }, 'media'],
    ['tools', openaiChat, { messages: [], tools: [{ type: 'function' }] }, 'tools'],
    [
      'an earlier call',
      openaiChat,
      { messages: [{ tool_calls: [{ function: { name: 'f', arguments: '{}' } }] }] },
      'tools',
    ],
    ['what is remembered', openaiResponses, { model: 'm', input: 'Hi', previous_response_id: 'r' }, 'remembered'],
    [
      'an earlier call',
      openaiResponses,
      { model: 'm', input: [{ type: 'function_call', name: 'f', arguments: '' }] },
      'tools',
    ],
    ['text', openaiResponses, { model: 'm', input: [{ role: 'user', content: 'Hi' }] }, undefined],
    ['tools', anthropicMessages, { max_tokens: 9, messages: [], tools: [{ name: 'f' }] }, 'tools'],
    ['a document', anthropicMessages, { max_tokens: 9, messages: [{ content: [{ type: 'document' }] }] }, 'media'],
    ['what was kept', geminiGenerate, { contents: [], cachedContent: 'c' }, 'remembered'],
    ['a function’s answer', geminiGenerate, { contents: [{ parts: [{ functionResponse: {} }] }] }, 'tools'],
  ])('%s, said by %o', (_what, wire, body, uncounted) => {
    expect(wire.readRequest(JSON.stringify(body), null)?.uncounted).toEqual(uncounted);
  });
});

describe('what an answer has beside its text', () => {
  const meter = (wire: Wire, body: unknown) => {
    const open = wire.openMeter({ contentType: 'application/json', headers: {} }, null);
    open.push(JSON.stringify(body));
    return open.end();
  };
  const chat = (message: unknown, reasoning = 0) => ({
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage: { prompt_tokens: 9, completion_tokens: 90, completion_tokens_details: { reasoning_tokens: reasoning } },
  });

  it('is nothing where it is text', () => {
    expect(meter(openaiChat, chat({ content: 'Hello there' }))).not.toHaveProperty('beside');
  });

  it('are thoughts, as they are stated and as they are shown', () => {
    const shown = { content: 'Hello', reasoning_content: 'a thought of five words' };
    const reading = meter(openaiChat, chat(shown, 40));
    expect(reading.beside).toEqual({ shown: expect.any(Number), thought: 40, hasCalls: false });
    expect(reading.beside?.shown).toBeGreaterThanOrEqual(4);
    expect(reading.beside?.shown).toBeLessThan(reading.output?.likely ?? 0);
    expect(meter(openaiChat, chat({ content: 'Hello' }, 40)).beside).toMatchObject({ shown: 0, thought: 40 });
  });

  it('are calls of tools', () => {
    const called = { tool_calls: [{ function: { name: 'look_up', arguments: '{"city":"Bern"}' } }] };
    expect(meter(openaiChat, chat(called)).beside).toMatchObject({ hasCalls: true });
    const claude = { content: [{ type: 'tool_use', name: 'look_up', input: { city: 'Bern' } }], usage: {} };
    expect(meter(anthropicMessages, claude).beside).toMatchObject({ hasCalls: true });
  });

  it('are Gemini’s thoughts, which it counts apart, and Claude’s, which it does not', () => {
    const gemini = {
      candidates: [{ content: { parts: [{ text: 'Hello' }] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 2, thoughtsTokenCount: 60 },
    };
    expect(meter(geminiGenerate, gemini).beside).toEqual({ shown: 0, thought: 60, hasCalls: false });
    const claude = {
      content: [
        { type: 'thinking', thinking: 'Hm, well.' },
        { type: 'text', text: 'Hello' },
      ],
    };
    expect(meter(anthropicMessages, claude).beside).toMatchObject({ thought: 0, hasCalls: false });
  });

  it('are those of OpenAI’s responses', () => {
    const output = [{ type: 'message', content: [{ type: 'output_text', text: 'Hello' }] }];
    const usage = { input_tokens: 4, output_tokens: 70, output_tokens_details: { reasoning_tokens: 64 } };
    expect(meter(openaiResponses, { output, usage, status: 'completed' }).beside).toMatchObject({ thought: 64 });
  });
});
