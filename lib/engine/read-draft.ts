import type { Draft } from '../domain/call.ts';
import type { OpenCounter } from '../domain/count-tokens.ts';
import type { RequestNote } from '../domain/estimator.ts';
import { attempt, listOf, parseJson, readKey } from '../domain/json-path.ts';
import type { Surface } from '../domain/surface.ts';
import { openMedia } from '../wires/read-media.ts';
import { wires } from '../wires/registry.ts';
import { readBound, reviseBound } from '../wires/request-keys.ts';

/** A request as its wire reads it, and what is odd about it. */
export interface ReadDraft {
  readonly draft: Draft;
  readonly notes: readonly RequestNote[];
}

/** Where requests bound their answers. */
const BOUNDS = ['max_tokens', 'max_completion_tokens', 'max_output_tokens', 'maxOutputTokens'] as const;
/** How many answers are asked for. */
const ANSWERS = ['n', 'candidateCount', 'candidate_count'] as const;
/** More are a slip. */
const ANSWERS_MAX = 128;
const CONFIGS = ['generationConfig', 'generation_config', 'inferenceConfig'] as const;

/**
 * The draft of a body, also where its bound on the answer is missing or absurd and the provider would refuse it for that:
 * what it would cost is asked all the same. Null: nothing here reads it.
 */
export function readDraft(
  { wire, rule }: Pick<Surface, 'wire' | 'rule'>,
  body: string,
  openCounter: OpenCounter,
): ReadDraft | null {
  if (wire === null) return null;
  const draft = wires[wire].readRequest(body, rule, openCounter, openMedia);
  const value = parseJson(body);
  const bound: readonly RequestNote[] = hasWrongBound(value) ? ['bound-wrong'] : [];
  const answers: readonly RequestNote[] = hasWrongAnswers(value) ? ['answers-wrong'] : [];
  if (draft !== null) return withOddParts({ draft, notes: [...bound, ...answers, ...uncountedNote(draft)] }, value);
  const bounded = reviseBound(body, 1, ['$.max_tokens']);
  const other = bounded === null ? null : wires[wire].readRequest(bounded, rule, openCounter, openMedia);
  if (other === null || other.outputTokensMax !== 1) return null;
  const notes: readonly RequestNote[] = [...(bound.length > 0 ? bound : (['bound-missing'] as const))];
  return withOddParts(
    { draft: { ...other, outputTokensMax: null }, notes: [...notes, ...answers, ...uncountedNote(other)] },
    value,
  );
}

function uncountedNote({ uncounted }: Draft): readonly RequestNote[] {
  return uncounted === undefined ? [] : [uncounted];
}

/** 0 is how playgrounds say that there is none. */
function hasWrongBound(body: unknown): boolean {
  const stated = statedAt(body, [...BOUNDS, 'maxTokens']);
  return stated.some((value) => value !== 0 && readBound(value) === null);
}

function hasWrongAnswers(body: unknown): boolean {
  return statedAt(body, ANSWERS).some((value) => (readBound(value) ?? Number.POSITIVE_INFINITY) > ANSWERS_MAX);
}

/** What a request says under one of these names, beside its messages or among its settings. */
function statedAt(body: unknown, keys: readonly string[]): readonly unknown[] {
  const places = [body, ...CONFIGS.map((key) => readKey(body, key))];
  return places.flatMap((place) => keys.map((key) => readKey(place, key))).filter((value) => value != null);
}

/** What no wire counts may still be billed by whoever takes it: a token for each of its characters at the most. */
function withOddParts(read: ReadDraft, body: unknown): ReadDraft {
  const { inputTokens } = read.draft;
  const odd = listOf(readKey(body, 'messages')).filter(isOdd);
  if (odd.length === 0 || inputTokens === null) return read;
  const chars = attempt(() => JSON.stringify(odd).length, 0);
  return {
    draft: { ...read.draft, inputTokens: { ...inputTokens, high: inputTokens.high + chars } },
    notes: [...read.notes, 'odd-parts'],
  };
}

function isOdd(message: unknown): boolean {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return true;
  const content = readKey(message, 'content');
  return content != null && typeof content !== 'string' && !Array.isArray(content);
}
