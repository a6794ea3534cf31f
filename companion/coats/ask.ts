import type { Draft } from '../../lib/domain/call.ts';
import { openTokenCounter } from '../../lib/domain/count-tokens.ts';
import { listOf, parseJson, readKey, readPath } from '../../lib/domain/json-path.ts';
import { matchPath, type Surface } from '../../lib/domain/surface.ts';
import { readDraft } from '../../lib/engine/read-draft.ts';
import type { Exchange } from '../sandbox/http.ts';
import { countTokensPatiently } from '../sandbox/tokens.ts';
import { findSchema, sampleOf } from './sample-of.ts';

/** A tool that the answer calls. */
export interface AskedTool {
  readonly name: string;
  /** What it is called with, made up by its schema. */
  readonly input: unknown;
}

/** A request as a coat reads it. */
export interface Ask {
  readonly surface: Surface;
  readonly draft: Draft;
  /** Null: it names none, and need not. */
  readonly model: string | null;
  /** The body; undefined: it is no JSON. */
  readonly body: unknown;
  readonly isStream: boolean;
  /** Whether a stream ends with what it used, where that has to be asked for. */
  readonly includeUsage: boolean;
  readonly inputTokens: number;
  /** What is answered to. */
  readonly question: string;
  /** Null: none was offered, or one has answered already. */
  readonly tool: AskedTool | null;
  /** JSON that fits the schema that was asked for; null: none was. */
  readonly formed: string | null;
}

/** What a picture counts as, tokens. */
const PICTURE_TOKENS = 258;

/** Reads what is asked; null: it is no request of this surface. */
export async function readAsk(exchange: Exchange, surface: Surface, bodyText: string): Promise<Ask | null> {
  const { url } = exchange;
  const read = readDraft(surface, bodyText, openTokenCounter)?.draft ?? null;
  const inQuery = read === null && bodyText === '' && surface.wire === 'metered' ? unbound(surface) : read;
  if (inQuery === null) return null;
  const named = surface.isModelInPath ? modelIn(surface, url.pathname) : inQuery.model;
  const draft = { ...inQuery, model: named };
  const body = parseJson(bodyText);
  const texts = textsOf(body ?? {}, '');
  const tools = readKey(body, 'tools') ?? readPath(body, '$.toolConfig.tools');
  const counted = [...texts, ...(tools === undefined ? [] : [JSON.stringify(tools)])];
  let inputTokens = 3 + picturesIn(body) * PICTURE_TOKENS;
  for (const text of counted) inputTokens += await countTokensPatiently(text);
  const schema = findSchema(body);
  return {
    ...{ surface, draft, model: named, body, inputTokens },
    isStream: draft.isStream || /[:-]stream|streamGenerate/.test(surface.path),
    includeUsage: readPath(body, '$.stream_options.include_usage') === true,
    question: texts.join('\n'),
    tool: toolIn(tools, bodyText),
    formed: schema === undefined ? null : JSON.stringify(sampleOf(schema)),
  };
}

/** What a surface asks for whose request stands in its address. */
function unbound({ rule }: Surface): Draft | null {
  return rule === null
    ? null
    : {
        ...{ wire: 'metered', model: null, inputTokens: null, outputTokensMax: null, answers: 1 },
        ...{ units: { meter: rule.meter, count: 1 }, isStream: false, revisable: [] },
      };
}

function modelIn({ path }: Surface, pathname: string): string | null {
  const plain = decodeURIComponent(pathname).replace(/\/{2,}/g, '/');
  return matchPath(path, plain);
}

/** Names that texts stand under, in all wires. */
const TEXTS = new Set(
  'text content input inputs prompt instructions system message arguments texts preamble thinking query q output'.split(
    ' ',
  ),
);

function textsOf(value: unknown, name: string, level = 0): string[] {
  if (typeof value === 'string') return TEXTS.has(name) ? [value] : [];
  if (typeof value !== 'object' || value === null || level > 12) return [];
  if (Array.isArray(value)) return value.flatMap((one) => textsOf(one, name, level + 1));
  return Object.entries(value).flatMap(([key, one]) => (key === 'tools' ? [] : textsOf(one, key, level + 1)));
}

const PICTURES = new Set(['image_url', 'input_image', 'image', 'inlineData', 'inline_data']);

function picturesIn(value: unknown, level = 0): number {
  if (typeof value !== 'object' || value === null || level > 12) return 0;
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + picturesIn(one, level + 1), 0);
  const isPicture = PICTURES.has(String(readKey(value, 'type'))) || Object.keys(value).some((key) => PICTURES.has(key));
  if (isPicture) return 1;
  return Object.values(value).reduce((sum: number, one) => sum + picturesIn(one, level + 1), 0);
}

/** The conversation has what a tool gave: then it is answered in words. */
const TOOL_ANSWERED = /"role"\s*:\s*"tool"|"tool_result"|"function_call_output"|"functionResponse"|"toolResult"/;

function toolIn(tools: unknown, bodyText: string): AskedTool | null {
  if (TOOL_ANSWERED.test(bodyText)) return null;
  const [first] = listOf(tools);
  const said = readKey(first, 'function') ?? readKey(first, 'toolSpec');
  const declared = readKey(first, 'functionDeclarations') ?? readKey(first, 'function_declarations');
  const tool = said ?? listOf(declared)[0] ?? first;
  const name = readKey(tool, 'name');
  if (typeof name !== 'string') return null;
  const schema = ['parameters', 'input_schema', 'parametersJsonSchema', 'parameter_definitions', 'inputSchema']
    .map((key) => readKey(tool, key))
    .find((found) => found !== undefined);
  return { name, input: sampleOf(readKey(schema, 'json') ?? schema ?? { type: 'object' }) };
}
