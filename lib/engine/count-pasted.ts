import type { Draft } from '../domain/call.ts';
import type { OpenCounter } from '../domain/count-tokens.ts';
import type { RequestNote, TokenPart } from '../domain/estimator.ts';
import { attempt, listOf, parseJson, readKey } from '../domain/json-path.ts';
import { withFirstOfRepeated } from '../domain/json-splice.ts';
import type { PastedRequest } from '../domain/read-pasted-request.ts';
import type { FoundCall } from './find-call.ts';
import { readDraft } from './read-draft.ts';
import { sizeInput } from './size-input.ts';

/** A request in sizes: nothing of what it says. */
export interface CountedRequest {
  /** As its readers make it: one, or two where they differ (keys that stand twice), the likelier first. */
  readonly drafts: readonly [Draft, ...Draft[]];
  readonly notes: readonly RequestNote[];
}

/** The kind of service that a file of requests is billed as. */
const BATCH = 'batch';

/** Counts a request; null: nothing at that address reads it. Linear in its length, never throws. */
export function countPasted(request: PastedRequest, found: FoundCall, openCounter: OpenCounter): CountedRequest | null {
  const { surface, isGuess } = found;
  const read = surface && readDraft(surface, request.body, openCounter);
  if (!read) return null;
  const first = withFirstOfRepeated(request.body);
  const other = first === null ? null : readDraft(surface, first, openCounter);
  const finish = (draft: Draft): Draft => ({
    ...draft,
    ...(found.model !== null && { model: found.model }),
    ...(request.isOfBatch && { tier: BATCH }),
  });
  return {
    drafts: other === null ? [finish(read.draft)] : [finish(read.draft), finish(other.draft)],
    notes: [
      ...(isGuess ? (['guessed'] as const) : []),
      ...(first === null ? [] : (['repeated'] as const)),
      ...(request.isOfBatch ? (['batch'] as const) : []),
      ...read.notes,
    ],
  };
}

/** Roles whose messages are instructions. */
const SYSTEM_ROLES: readonly unknown[] = ['system', 'developer'];
const SYSTEM_KEYS = ['system', 'systemInstruction', 'system_instruction', 'instructions', 'preamble'] as const;
const TOOL_KEYS = ['tools', 'functions', 'toolConfig', 'response_format', 'text'] as const;
const LIST_KEYS = ['messages', 'input', 'contents'] as const;

/**
 * How many tokens each part of a request is likely to be: what it comes to with the part, less what it comes to without. Empty
 * where it is not billed by tokens, or is several requests.
 */
export function countParts(request: PastedRequest, found: FoundCall, openCounter: OpenCounter): readonly TokenPart[] {
  const body = parseJson(request.body);
  const { surface } = found;
  if (surface === null || typeof body !== 'object' || body === null) return [];
  const tokensOf = (value: object): number | null => {
    const text = attempt(() => JSON.stringify(value), null);
    const read = text === null ? null : readDraft(surface, text, openCounter);
    if (read === null) return null;
    const { draft } = read;
    return sizeInput({ ...draft, ...(found.model !== null && { model: found.model }) }).inputTokens?.likely ?? null;
  };
  const plain = withoutMedia(body);
  const steps = [body, plain, without(plain, TOOL_KEYS), withoutSystem(without(plain, TOOL_KEYS))];
  const [all, texts, spoken, said] = steps.map(tokensOf);
  if (all == null || texts == null || spoken == null || said == null || all === 0) return [];
  const frame = tokensOf({ ...withoutSystem(without(plain, TOOL_KEYS)), ...emptyLists(body) }) ?? 0;
  const parts: readonly TokenPart[] = [
    { part: 'system', tokens: spoken - said },
    { part: 'messages', tokens: said - frame },
    { part: 'tools', tokens: texts - spoken },
    { part: 'media', tokens: all - texts },
    { part: 'other', tokens: frame },
  ];
  return parts.filter(({ tokens }) => tokens > 0);
}

function without(body: object, keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !keys.includes(key)));
}

function emptyLists(body: object): object {
  return Object.fromEntries(LIST_KEYS.filter((key) => Array.isArray(readKey(body, key))).map((key) => [key, []]));
}

function withoutSystem(body: object): object {
  return mapLists(without(body, SYSTEM_KEYS), (messages) =>
    messages.filter((message) => !SYSTEM_ROLES.includes(readKey(message, 'role'))),
  );
}

/** Parts of messages that are no text, however they are called. */
function withoutMedia(body: object): object {
  const isText = (part: unknown): boolean =>
    typeof part === 'string' ||
    ['text', 'thinking', 'refusal', 'functionCall', 'content'].some((key) => readKey(part, key) !== undefined);
  const isCall = (part: unknown): boolean => /tool|function|reasoning/.test(String(readKey(part, 'type')));
  return mapLists(body, (messages) =>
    messages.map((message) => {
      const key = ['content', 'parts'].find((one) => Array.isArray(readKey(message, one)));
      if (key === undefined || typeof message !== 'object' || message === null) return message;
      return { ...message, [key]: listOf(readKey(message, key)).filter((part) => isText(part) || isCall(part)) };
    }),
  );
}

function mapLists(body: object, change: (messages: readonly unknown[]) => readonly unknown[]): object {
  const changed = LIST_KEYS.filter((key) => Array.isArray(readKey(body, key))).map((key) => [
    key,
    change(listOf(readKey(body, key))),
  ]);
  return { ...body, ...Object.fromEntries(changed) };
}
