import type { Draft } from '../domain/call.ts';
import { listOf, readKey } from '../domain/json-path.ts';
import { readBound } from './request-keys.ts';

/** Types of tools that the client runs; one without a type is a function of its own. What is not among them is the provider's. */
const OF_CLIENT = /^(function|custom|computer|local_shell|apply_patch|bash|text_editor|memory)/;
/** A search, or a page that is read: nothing else of these tools is billed by the call with a count in the answer. */
const SEARCH = /^web_(search|fetch)/;

/**
 * What the provider may run for a request: see `Draft.searchesMax`. `boundOfAll`: how often it may run tools in all, whichever;
 * undefined: then each has a bound of its own (`max_uses`). https://platform.openai.com/docs/api-reference/responses/create,
 * https://platform.claude.com/docs/en/agents-and-tools/tool-use/web-search-tool, read 2026-11-22
 */
export function readSearches(tools: unknown, boundOfAll?: unknown): Pick<Draft, 'searchesMax'> {
  const run = listOf(tools).filter((tool) => isOfProvider(readKey(tool, 'type')));
  if (run.length === 0) return {};
  const areSearches = run.every((tool) => SEARCH.test(String(readKey(tool, 'type'))));
  if (!areSearches) return UNBOUNDED;
  if (boundOfAll !== undefined) return { searchesMax: readBound(boundOfAll) };
  return run.reduce<Required<Pick<Draft, 'searchesMax'>>>(
    (sum, tool) => {
      const bound = readBound(readKey(tool, 'max_uses'));
      return { searchesMax: sum.searchesMax === null || bound === null ? null : sum.searchesMax + bound };
    },
    { searchesMax: 0 },
  );
}

/** The provider runs something, and nothing bounds it. */
export const UNBOUNDED: Required<Pick<Draft, 'searchesMax'>> = { searchesMax: null };

function isOfProvider(type: unknown): boolean {
  return typeof type === 'string' && !OF_CLIENT.test(type);
}

/** Members of a chat that have the provider search: OpenAI's, xAI's, Qwen's; OpenRouter's plugins are a list. */
export function readChatSearches(body: unknown): Pick<Draft, 'searchesMax'> {
  const asked = [
    readKey(body, 'web_search_options') != null,
    readKey(body, 'search_parameters') != null,
    readKey(body, 'enable_search') === true,
    listOf(readKey(body, 'plugins')).length > 0,
    readSearches(readKey(body, 'tools')).searchesMax !== undefined,
  ];
  return asked.includes(true) ? UNBOUNDED : {};
}

/** Gemini's tools are told by their names; all but functions and screens of the client's the provider runs. */
export function readGeminiSearches(tools: unknown): Pick<Draft, 'searchesMax'> {
  const ofClient = ['functionDeclarations', 'function_declarations', 'computerUse', 'computer_use'];
  const isRun = listOf(tools).some((tool) =>
    Object.keys(tool && typeof tool === 'object' ? tool : {}).some((name) => !ofClient.includes(name)),
  );
  return isRun ? UNBOUNDED : {};
}
