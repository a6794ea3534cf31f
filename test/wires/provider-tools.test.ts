import { describe, expect, it } from 'vitest';
import type { WireId } from '../../lib/domain/call.ts';
import { wires } from '../../lib/wires/registry.ts';

const MESSAGES = [{ role: 'user', content: 'hi' }];
const search = (max_uses?: number) => ({ type: 'web_search_20250305', name: 'web_search', max_uses });
const searches = (wire: WireId, body: object): unknown => {
  const draft = wires[wire].readRequest(JSON.stringify(body), null);
  if (!draft) throw new Error('it is a request');
  return draft.searchesMax;
};

describe('searches that a provider may run for a call', () => {
  const claude = (more: object) =>
    searches('anthropic-messages', { model: 'claude-x', max_tokens: 100, messages: MESSAGES, ...more });
  it.each<[string, object, unknown]>([
    ['none', {}, undefined],
    [
      'functions',
      {
        tools: [
          { name: 'f', input_schema: {} },
          { type: 'custom', name: 'g' },
        ],
      },
      undefined,
    ],
    ['tools that the client runs', { tools: [{ type: 'bash_20250124' }, { type: 'text_editor_20250728' }] }, undefined],
    ['a bound', { tools: [search(3), { name: 'f', input_schema: {} }] }, 3],
    ['two bounds', { tools: [search(3), { type: 'web_fetch_20250910', max_uses: 2 }] }, 5],
    ['no bound', { tools: [search()] }, null],
    ['one of two bounds', { tools: [search(3), { type: 'web_fetch_20250910' }] }, null],
    ['code that it runs', { tools: [search(3), { type: 'code_execution_20250825' }] }, null],
    ['servers of tools', { mcp_servers: [{ type: 'url', url: 'https://x.example' }] }, null],
  ])('Anthropic, %s: %j', (_name, more, expected) => {
    expect(claude(more)).toBe(expected);
  });

  it('of a batch are those of all', () => {
    const params = (tools: object[]) => ({ model: 'claude-x', max_tokens: 9, messages: MESSAGES, tools });
    const batch = (...all: object[][]) =>
      searches('anthropic-batches', {
        requests: all.map((tools, at) => ({ custom_id: `${at}`, params: params(tools) })),
      });
    expect(batch([search(2)], [], [search(3)])).toBe(5);
    expect(batch([search(2)], [search()])).toBeNull();
    expect(batch([], [])).toBeUndefined();
  });

  it.each<[WireId, object, unknown]>([
    ['openai-responses', { input: 'hi', tools: [{ type: 'function', name: 'f' }] }, undefined],
    ['openai-responses', { input: 'hi', tools: [{ type: 'web_search' }] }, null],
    ['openai-responses', { input: 'hi', tools: [{ type: 'web_search' }], max_tool_calls: 4 }, 4],
    ['openai-responses', { input: 'hi', tools: [{ type: 'code_interpreter' }], max_tool_calls: 4 }, null],
    ['openai-chat', { messages: MESSAGES, tools: [{ type: 'function', function: { name: 'f' } }] }, undefined],
    ['openai-chat', { messages: MESSAGES, functions: [{ name: 'f' }] }, undefined],
    ['openai-chat', { messages: MESSAGES, web_search_options: {} }, null],
    ['openai-chat', { messages: MESSAGES, search_parameters: { mode: 'auto' } }, null],
    ['openai-chat', { messages: MESSAGES, enable_search: true }, null],
    ['openai-chat', { messages: MESSAGES, enable_search: false }, undefined],
    ['openai-chat', { messages: MESSAGES, plugins: [{ id: 'web' }] }, null],
    ['openai-chat', { messages: MESSAGES, tools: [{ type: 'web_search', web_search: {} }] }, null],
    ['gemini-generate', { contents: [], tools: [{ functionDeclarations: [] }] }, undefined],
    ['gemini-generate', { contents: [], tools: [{ google_search: {} }] }, null],
    ['cohere-chat', { message: 'hi', connectors: [{ id: 'web-search' }] }, null],
    ['cohere-chat', { message: 'hi', connectors: [] }, undefined],
    ['bedrock-converse', { messages: MESSAGES, toolConfig: { tools: [{ toolSpec: { name: 'f' } }] } }, undefined],
    [
      'bedrock-converse',
      { messages: MESSAGES, toolConfig: { tools: [{ systemTool: { name: 'nova_grounding' } }] } },
      null,
    ],
  ])('%s: %j', (wire, body, expected) => {
    expect(searches(wire, { model: 'm', ...body })).toBe(expected);
  });
});
