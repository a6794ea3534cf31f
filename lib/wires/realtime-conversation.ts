import { listOf, parseJson, readKey } from '../domain/json-path.ts';
import { EVENT_CHARS_MAX } from '../domain/sse.ts';
import { readFigure } from './answer-text.ts';
import { toText } from './output-count.ts';
import { readBound, readModel } from './request-keys.ts';
import type { Conversation, ConversationEvent } from './wire.ts';

/** Responses under way at a time; further ones are not seen to begin. */
const OPEN_MAX = 32;
/** Texts since the last response that are kept to be counted; more is a conversation nobody can count, characters. */
const TEXT_CHARS_MAX = 256 * 1024;

/** What a session is set to. */
interface Session {
  model: string | null;
  /** What writes down what was said, a model of its own; null: nobody. */
  transcriber: string | null;
  outputTokensMax: number | null;
  /** Whether answers may be sound. */
  speaks: boolean;
  /** What stands before the conversation. */
  instructions: string;
}

/** Whether an event carries a piece of sound. */
export function isSound(type: string): boolean {
  return type === 'response.output_audio.delta' || type === 'response.audio.delta';
}

/** Whether an event ends a transcription. */
export function isTranscribed(type: string): boolean {
  return type === 'conversation.item.input_audio_transcription.completed';
}

/** Takes the events of one session apart: a call for each response, and for each transcription. */
export function openRealtime(model: string | null, tell: (event: ConversationEvent) => void): Conversation {
  const session: Session = { model, transcriber: null, outputTokensMax: null, speaks: true, instructions: '' };
  const context = openContext();
  /** Responses under way, and whether anything of them was heard. */
  const open = new Map<string, { isHeard: boolean }>();
  /** The call that pays what a session costs; null: none was billed so far. */
  let payer: string | null = null;
  const isFirst = (id: string): boolean => {
    payer ??= id;
    return payer === id;
  };

  function begin(id: string, response: unknown): void {
    if (open.has(id) || open.size >= OPEN_MAX) return;
    open.set(id, { isHeard: false });
    const bound = readBound(readKey(response, 'max_output_tokens')) ?? session.outputTokensMax;
    const speaks = readSpeaks(response) ?? session.speaks;
    tell({
      kind: 'begin',
      id,
      bodyText: requestOf({ ...session, outputTokensMax: bound, speaks }, context, isFirst(id)),
    });
  }

  function onResponse(type: string, event: unknown, frame: string): void {
    const response = readKey(event, 'response');
    const id = toText(readKey(response, 'id') ?? readKey(event, 'response_id'));
    if (id === '') return;
    if (type === 'response.created' || type === 'response.done') begin(id, response);
    const known = open.get(id);
    if (known === undefined) return;
    // One piece of sound says as much as all of them.
    if (isSound(type)) {
      if (!known.isHeard) tell({ kind: 'text', id, text: toEvent(JSON.stringify({ type })) });
      known.isHeard = true;
    } else if (type.endsWith('.delta') || type === 'response.done') tell({ kind: 'text', id, text: toEvent(frame) });
    if (type !== 'response.done') return;
    open.delete(id);
    context.settle(readKey(response, 'usage'));
    const errorText = failureOf(response);
    if (errorText !== null && payer === id) payer = null;
    tell({ kind: 'end', id, errorText });
  }

  function onTranscribed(event: unknown, frame: string): void {
    const id = `${toText(readKey(event, 'item_id'))}.${readFigure(readKey(event, 'content_index')) ?? 0}`;
    // It is over when it is heard of: what it was billed is what it asked for.
    const used = readKey(event, 'usage');
    tell({ kind: 'begin', id, bodyText: JSON.stringify({ model: session.transcriber, used, is_first: isFirst(id) }) });
    tell({ kind: 'text', id, text: toEvent(frame) });
    tell({ kind: 'end', id, errorText: null });
  }

  /** An error that belongs to no response: most are mistakes of the page's, which cost nothing and are no calls. */
  function onError(event: unknown): void {
    const error = readKey(event, 'error');
    const words = ['type', 'code'].map((key) => toText(readKey(error, key))).join(' ');
    const id = toText(readKey(event, 'event_id'));
    if (id === '' || !OF_MONEY.test(words)) return;
    tell({ kind: 'begin', id, bodyText: requestOf(session, context, false) });
    tell({ kind: 'end', id, errorText: JSON.stringify({ error }) });
  }

  return {
    push(frame) {
      if (frame.length > EVENT_CHARS_MAX) return;
      const event = parseJson(frame);
      const type = toText(readKey(event, 'type'));
      if (type.startsWith('response.')) onResponse(type, event, frame);
      else if (isTranscribed(type)) onTranscribed(event, frame);
      else if (type === 'error') onError(event);
      else if (/^(transcription_)?session\./.test(type)) {
        if (type === 'session.created') context.begin();
        readSession(readKey(event, 'session'), session);
      } else if (/^conversation\.item\.(added|created)$/.test(type)) context.add(readKey(event, 'item'));
    },
  };
}

/** What an error is called that is about money or limits. */
const OF_MONEY = /quota|billing|credit|balance|budget|insufficient|rate_limit/i;

/** Beta and general form of a session; what it does not name stays as it was. */
function readSession(said: unknown, session: Session): void {
  const input = readKey(readKey(said, 'audio'), 'input');
  const transcription = readKey(input, 'transcription') ?? readKey(said, 'input_audio_transcription');
  session.model = readModel(readKey(said, 'model')) ?? session.model;
  session.transcriber = readModel(readKey(transcription, 'model')) ?? session.transcriber;
  const bound = readKey(said, 'max_output_tokens') ?? readKey(said, 'max_response_output_tokens');
  if (bound !== undefined) session.outputTokensMax = readBound(bound);
  session.speaks = readSpeaks(said) ?? session.speaks;
  const [instructions, tools] = [readKey(said, 'instructions'), listOf(readKey(said, 'tools'))];
  if (instructions !== undefined)
    session.instructions = toText(instructions) + (tools.length > 0 ? JSON.stringify(tools) : '');
}

/** Whether a session or a response answers in sound; null: it does not say. General form and beta. */
function readSpeaks(said: unknown): boolean | null {
  const kinds = readKey(said, 'output_modalities') ?? readKey(said, 'modalities');
  return Array.isArray(kinds) ? listOf(kinds).includes('audio') : null;
}

/** Why a response failed that took nothing, as the body of an error; null: it did not fail, or it was billed. */
function failureOf(response: unknown): string | null {
  const error = readKey(readKey(response, 'status_details'), 'error');
  const total = readFigure(readKey(readKey(response, 'usage'), 'total_tokens')) ?? 0;
  return readKey(response, 'status') !== 'failed' || error == null || total > 0 ? null : JSON.stringify({ error });
}

/** What is known of a conversation beside its texts, which are counted when a response begins, and forgotten after it. */
interface Context {
  /** Tokens that the last response was billed for, with its answer; 0: there was none yet. */
  readonly tokens: () => number;
  /** False: its beginning was not seen, or sound came since, which nobody counts. */
  readonly isCounted: () => boolean;
  /** Whether there was, or may have been, sound in it. */
  readonly hasSound: () => boolean;
  readonly texts: () => readonly string[];
  /** The session is new: nothing was said before. */
  readonly begin: () => void;
  readonly add: (item: unknown) => void;
  readonly settle: (usage: unknown) => void;
}

function openContext(): Context {
  let tokens = 0;
  let texts: string[] = [];
  let chars = 0;
  let isCounted = false;
  let hasSound = false;
  return {
    tokens: () => tokens,
    isCounted: () => isCounted,
    hasSound: () => hasSound || !isCounted,
    texts: () => texts,
    begin() {
      isCounted = tokens === 0;
    },
    add(item) {
      for (const part of listOf(readKey(item, 'content'))) {
        if (readKey(part, 'type') !== 'input_text' && readKey(part, 'type') !== 'text') {
          isCounted = false;
          hasSound = true;
        }
        texts.push(toText(readKey(part, 'text')));
      }
      texts = [...texts, toText(readKey(item, 'output'))].filter((text) => text !== '');
      chars = texts.reduce((sum, text) => sum + text.length, 0);
      if (chars <= TEXT_CHARS_MAX) return;
      isCounted = false;
      texts = [];
    },
    settle(usage) {
      const total = readFigure(readKey(usage, 'total_tokens'));
      if (total === null || total === 0) return;
      tokens = total;
      hasSound ||= ['input_token_details', 'output_token_details'].some(
        (key) => readFigure(readKey(readKey(usage, key), 'audio_tokens')) !== 0,
      );
      texts = [];
      isCounted = true;
    },
  };
}

function requestOf(
  { model, outputTokensMax, speaks, instructions }: Session,
  context: Context,
  isFirst: boolean,
): string {
  const tokens = context.tokens();
  // What stands before the conversation is among what was billed.
  const texts = tokens === 0 ? [instructions, ...context.texts()] : context.texts();
  return JSON.stringify({
    model,
    ...(outputTokensMax !== null && { max_output_tokens: outputTokensMax }),
    remembered_tokens: tokens,
    texts,
    is_first: isFirst,
    ...(context.hasSound() && { hears: true }),
    ...(!context.isCounted() && { is_uncounted: true }),
    ...(speaks && { speaks: true }),
    input: texts.at(-1) ?? '',
  });
}

/** A frame as an event of a stream: JSON has no line ends in its texts. */
function toEvent(frame: string): string {
  return `data: ${frame.replace(/[\r\n]+/g, ' ')}\n\n`;
}
