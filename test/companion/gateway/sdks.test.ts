import Anthropic, { APIError as AnthropicError } from '@anthropic-ai/sdk';
import { ApiError as GoogleError, GoogleGenAI } from '@google/genai';
import OpenAI, { APIError as OpenAiError } from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../../companion/gateway/problem.ts';
import type { ReviewAnswer } from '../../../companion/gateway/review-port.ts';
import type { RunningGateway } from '../../../companion/gateway/start-gateway.ts';
import { bodyOf, openGateway, recordingPort, type StandIn, standIn } from './support.ts';

/* The official packages, unmodified, against providers as they document themselves. */

const REFUSED: Problem = {
  type: 'insufficient-balance',
  title: 'Not enough balance',
  detail: 'This call would cost about $0.45. The balance is $0.39.',
  userMessage: 'This service cannot answer right now.',
  balance: { unit: 'USD', amount: '0.39' },
  cost: { unit: 'USD', amount: '0.45' },
  shortfall: { unit: 'USD', amount: '0.06' },
  options: [{ kind: 'recharge', text: 'Recharge', href: 'https://platform.openai.com/settings' }],
};

let upstream: StandIn;
let gateway: RunningGateway;
let asked: { path: string; body: unknown; retry: string | undefined }[] = [];
let verdict: ReviewAnswer = { kind: 'send' };
let failures: { status: number; headers?: Record<string, string>; body: object }[] = [];
const port = recordingPort(() => verdict);

beforeAll(async () => {
  upstream = await standIn(async (request, response) => {
    const path = request.url ?? '';
    const text = (await bodyOf(request)).toString();
    asked.push({
      path,
      body: text === '' ? null : JSON.parse(text),
      retry: request.headers['x-stainless-retry-count'] as string,
    });
    const failure = failures.shift();
    if (failure !== undefined) {
      response.writeHead(failure.status, { 'content-type': 'application/json', ...failure.headers });
      return void response.end(JSON.stringify(failure.body));
    }
    const isStream = path.includes('alt=sse') || text.includes('"stream":true');
    const answers = Object.entries(ANSWERS).find(([part]) => path.includes(part))?.[1];
    if (answers === undefined) return void response.writeHead(404).end('{}');
    if (!isStream)
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answers.whole));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of answers.events) response.write(event);
    response.end();
  });
  gateway = await openGateway({
    review: port,
    standIns: { openai: upstream.origin, anthropic: upstream.origin, 'google-gemini': upstream.origin },
  });
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

beforeEach(() => {
  asked = [];
  failures = [];
  verdict = { kind: 'send' };
  port.reviewed.length = 0;
  port.ends.length = 0;
});

const openai = (): OpenAI => new OpenAI({ apiKey: 'sk-own', baseURL: `${gateway.origin}/openai/v1` });
const anthropic = (): Anthropic => new Anthropic({ apiKey: 'sk-ant', baseURL: `${gateway.origin}/anthropic` });
const google = (): GoogleGenAI =>
  new GoogleGenAI({ apiKey: 'AIza-own', httpOptions: { baseUrl: `${gateway.origin}/gemini` } });

const MESSAGES = [{ role: 'user' as const, content: 'Hello' }];

describe('openai', () => {
  it('answers, streams, calls tools, sees pictures', async () => {
    const client = openai();
    const tools = [{ type: 'function' as const, function: { name: 'f', parameters: { type: 'object' } } }];
    const answer = await client.chat.completions.create({ model: 'gpt-4o', messages: MESSAGES, tools });
    expect(answer.choices[0]?.message.tool_calls?.[0]).toMatchObject({ function: { name: 'f', arguments: '{}' } });
    const picture = { type: 'image_url' as const, image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } };
    const stream = await client.chat.completions.create({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: [picture] }],
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe('Hello there');
    expect(asked[1]?.body).toMatchObject({ messages: [{ content: [picture] }] });
    expect((await port.ended(2)).reading?.usage).toMatchObject({ 'input-tokens': 9, 'output-tokens': 3 });
    const response = await client.responses.create({ model: 'gpt-4o', input: 'Hello' });
    expect(response.output_text).toBe('Hello there');
    expect((await port.ended(3)).reading?.usage).toMatchObject({ 'input-tokens': 9, 'output-tokens': 3 });
    expect(port.reviewed.map(({ wire }) => wire)).toEqual(['openai-chat', 'openai-chat', 'openai-responses']);
  });

  it('our refusal is one error of its own, asked once', async () => {
    verdict = { kind: 'refuse', problem: REFUSED };
    for (const refused of [
      openai().chat.completions.create({ model: 'gpt-4o', messages: MESSAGES }),
      openai().chat.completions.create({ model: 'gpt-4o', messages: MESSAGES, stream: true }),
      openai().responses.create({ model: 'gpt-4o', input: 'Hello' }),
    ]) {
      const error = await refused.then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(OpenAiError);
      if (!(error instanceof OpenAiError)) continue;
      expect(error.status).toBe(402);
      expect(error.message).toBe(`402 ${REFUSED.detail}`);
      expect(error.code).toBe('tollkeeper_insufficient_balance');
      expect(error.type).toBe('insufficient_quota');
      expect(error.headers?.get('tollkeeper-refusal')).toBe('insufficient-balance');
      expect(error.error).toMatchObject({
        problem: {
          type: 'urn:tollkeeper:problem:insufficient-balance',
          title: REFUSED.title,
          status: 402,
          shortfall: { unit: 'USD', amount: '0.06' },
          userMessage: REFUSED.userMessage,
        },
      });
    }
    expect(port.reviewed).toHaveLength(3);
    expect(asked).toEqual([]);
    expect(port.ends.map(({ how }) => how)).toEqual(['unsent', 'unsent', 'unsent']);
  });

  it('a ledger that is away is a 503 with the time to wait, and nothing was sent', async () => {
    let times = 0;
    const flaky = recordingPort(() => {
      times += 1;
      if (times === 1) throw new Error('locked');
      return { kind: 'send' };
    });
    const second = await openGateway({ review: flaky, standIns: { openai: upstream.origin } });
    const client = new OpenAI({ apiKey: 'sk-own', baseURL: `${second.origin}/openai/v1`, maxRetries: 0 });
    const error = await client.chat.completions
      .create({ model: 'gpt-4o', messages: MESSAGES })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 503, code: 'tollkeeper_ledger_unavailable' });
    if (error instanceof OpenAiError) expect(error.headers?.get('retry-after')).toBe('5');
    await client.chat.completions.create({ model: 'gpt-4o', messages: MESSAGES });
    await second.stop();
    expect(flaky.ends.map(({ how }) => how)).toEqual(['unsent', 'answer']);
  });

  it('each of an SDK’s own retries is an attempt of its own', async () => {
    failures = [{ status: 500, headers: { 'retry-after-ms': '1' }, body: { error: { message: 'oh' } } }];
    await openai().chat.completions.create({ model: 'gpt-4o', messages: MESSAGES });
    await port.ended(2);
    expect(port.reviewed.map(({ retry }) => retry)).toEqual([0, 1]);
    expect(new Set(port.reviewed.map(({ callId }) => callId)).size).toBe(2);
    expect(port.ends.map(({ status }) => status)).toEqual([500, 200]);
    expect(port.ends[0]?.errorText).toBe('{"error":{"message":"oh"}}');
  });

  it('a provider’s own refusal comes as the provider wrote it', async () => {
    const body = {
      error: {
        message: 'You exceeded your current quota',
        type: 'insufficient_quota',
        param: null,
        code: 'insufficient_quota',
      },
    };
    failures = [{ status: 429, headers: { 'x-should-retry': 'false' }, body }];
    const error = await openai()
      .chat.completions.create({ model: 'gpt-4o', messages: MESSAGES })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 429, error: body.error });
    if (error instanceof OpenAiError) expect(error.headers?.get('tollkeeper-refusal')).toBeNull();
  });

  it('a stream that is left is left at the provider', async () => {
    const stream = await openai().chat.completions.create({ model: 'gpt-4o', messages: MESSAGES, stream: true });
    for await (const _ of stream) break;
    expect(['cut-by-client', 'answer']).toContain((await port.ended(1)).how);
  });
});

describe('@anthropic-ai/sdk', () => {
  it('answers, streams, counts', async () => {
    const client = anthropic();
    const answer = await client.messages.create({ model: 'claude-test', max_tokens: 10, messages: MESSAGES });
    expect(answer.content[0]).toMatchObject({ type: 'text', text: 'Hello there' });
    const stream = client.messages.stream({ model: 'claude-test', max_tokens: 10, messages: MESSAGES });
    expect(await stream.finalText()).toBe('Hello there');
    const counted = await client.messages.countTokens({ model: 'claude-test', messages: MESSAGES });
    expect(counted.input_tokens).toBe(9);
    await port.ended(2);
    expect(port.ends.map(({ reading }) => reading?.usage?.['output-tokens'])).toEqual([3, 3]);
    // Counting is free, and so no call.
    expect(port.reviewed).toHaveLength(2);
  });

  it('our refusal is one error of its own, asked once', async () => {
    verdict = { kind: 'refuse', problem: REFUSED };
    const refused = anthropic().messages.create({ model: 'claude-test', max_tokens: 10, messages: MESSAGES });
    const error = await refused.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(AnthropicError);
    expect(error).toMatchObject({
      status: 402,
      error: {
        type: 'error',
        error: { type: 'billing_error', message: REFUSED.detail, problem: { title: REFUSED.title } },
      },
    });
    expect(String(error)).toContain(REFUSED.detail);
    expect(port.reviewed).toHaveLength(1);
  });
});

describe('@google/genai', () => {
  it('answers and streams', async () => {
    const answer = await google().models.generateContent({ model: 'gemini-2.5-flash', contents: 'Hello' });
    expect(answer.text).toBe('Hello there');
    let text = '';
    for await (const chunk of await google().models.generateContentStream({
      model: 'gemini-2.5-flash',
      contents: 'Hello',
    })) {
      text += chunk.text ?? '';
    }
    expect(text).toBe('Hello there');
    await port.ended(2);
    expect(port.ends.map(({ reading }) => reading?.usage?.['output-tokens'])).toEqual([3, 3]);
    expect(port.reviewed.map(({ key }) => key)).toEqual(['AIza-own', 'AIza-own']);
  });

  it('our refusal is its error, asked once', async () => {
    verdict = { kind: 'refuse', problem: REFUSED };
    const error = await google()
      .models.generateContent({ model: 'gemini-2.5-flash', contents: 'Hello' })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GoogleError);
    expect(error).toMatchObject({ status: 402 });
    const told = JSON.parse(error instanceof Error ? error.message : '');
    expect(told.error).toMatchObject({ code: 402, message: REFUSED.detail });
    expect(told.error.details[0]).toMatchObject({
      '@type': 'urn:tollkeeper:problem:insufficient-balance',
      title: REFUSED.title,
    });
    expect(port.reviewed).toHaveLength(1);
  });
});

const OPENAI_USAGE = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };
const piece = (content: string): string =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content } }] })}\n\n`;
const event = (data: { readonly type: string }): string => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
const GEMINI = (text: string) => ({
  candidates: [{ content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP' }],
  usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 3, totalTokenCount: 12 },
});
const MESSAGE = { id: 'm', type: 'message', role: 'assistant', model: 'claude-test', stop_sequence: null };

const ANSWERS: Readonly<Record<string, { readonly whole: object; readonly events: readonly string[] }>> = {
  '/v1/chat/completions': {
    whole: {
      id: 'c',
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          finish_reason: 'tool_calls',
          message: {
            role: 'assistant',
            content: null,
            tool_calls: [{ id: 't', type: 'function', function: { name: 'f', arguments: '{}' } }],
          },
        },
      ],
      usage: OPENAI_USAGE,
    },
    events: [
      piece('Hello '),
      piece('there'),
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [], usage: OPENAI_USAGE })}\n\n`,
      'data: [DONE]\n\n',
    ],
  },
  '/v1/responses': {
    whole: {
      id: 'r',
      object: 'response',
      status: 'completed',
      output: [
        {
          type: 'message',
          id: 'o',
          role: 'assistant',
          content: [{ type: 'output_text', text: 'Hello there', annotations: [] }],
        },
      ],
      usage: { input_tokens: 9, output_tokens: 3, total_tokens: 12 },
    },
    events: [],
  },
  '/v1/messages/count_tokens': { whole: { input_tokens: 9 }, events: [] },
  '/v1/messages': {
    whole: {
      ...MESSAGE,
      content: [{ type: 'text', text: 'Hello there' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 9, output_tokens: 3 },
    },
    events: [
      event({
        type: 'message_start',
        message: { ...MESSAGE, content: [], stop_reason: null, usage: { input_tokens: 9, output_tokens: 1 } },
      } as never),
      event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } } as never),
      event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello there' } } as never),
      event({ type: 'content_block_stop', index: 0 } as never),
      event({
        type: 'message_delta',
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage: { output_tokens: 3 },
      } as never),
      event({ type: 'message_stop' }),
    ],
  },
  generateContent: { whole: GEMINI('Hello there'), events: [] },
  streamGenerateContent: { whole: {}, events: [`data: ${JSON.stringify(GEMINI('Hello there'))}\r\n\r\n`] },
};
