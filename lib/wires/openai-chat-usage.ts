import type { Usage } from '../domain/call.ts';
import { readKey } from '../domain/json-path.ts';
import { readFigure } from './answer-text.ts';

/** A part of the usage that few answers have: 0 where it is not there, null where it is no figure. */
type Figure = number | null;

/**
 * What a chat answer billed. `prompt_tokens` include what was cached and written to the cache, and sound; `completion_tokens`
 * include reasoning. Cached ones stand in `prompt_tokens_details` (OpenAI), `prompt_cache_hit_tokens` (DeepSeek) or
 * `cached_tokens` (Moonshot). Null when a figure is not whole, negative or absurd, or they do not add up: a wrong figure is
 * unknown.
 */
export function readChatUsage(usage: unknown): Usage | null {
  const [input, output] = ['prompt_tokens_details', 'completion_tokens_details'].map((key) => readKey(usage, key));
  const prompt = readFigure(readKey(usage, 'prompt_tokens'));
  const completion = readFigure(readKey(usage, 'completion_tokens'));
  const spoken = readSpoken(usage);
  const cached = figureOf(
    readKey(input, 'cached_tokens') ?? readKey(usage, 'prompt_cache_hit_tokens') ?? readKey(usage, 'cached_tokens'),
  );
  const written = readWritten(usage, input);
  const heard = figureOf(readKey(input, 'audio_tokens'));
  const said = figureOf(readKey(output, 'audio_tokens'));
  const drawn = figureOf(readKey(output, 'image_tokens'));
  const beyond = tokensBeyond(usage, figureOf(readKey(output, 'reasoning_tokens')));
  if (prompt === null || completion === null || spoken === null || cached === null || written === null) return null;
  if (heard === null || said === null || drawn === null) return null;
  if (spoken > 0) {
    // Sound that is billed by its length is not among the prompt's tokens: more cached ones than those were of the sound.
    const shared = cached <= prompt ? cached : 0;
    return {
      'input-tokens': prompt - shared,
      ...(shared > 0 && { 'cached-input-tokens': shared }),
      milliseconds: spoken,
      'output-tokens': completion,
    };
  }
  const [asked, answered] = [prompt - cached - written - heard, completion - said - drawn];
  if (asked < 0 || answered < 0 || beyond === null) return null;
  return {
    'input-tokens': asked,
    'cached-input-tokens': cached,
    'output-tokens': answered + beyond,
    ...(written > 0 && { 'cache-write-tokens': written }),
    ...(heard > 0 && { 'audio-input-tokens': heard }),
    ...(said > 0 && { 'audio-output-tokens': said }),
    ...(drawn > 0 && { 'image-output-tokens': drawn }),
  };
}

function figureOf(value: unknown): Figure {
  return readFigure(value ?? 0);
}

/**
 * What was written to the cache: one figure under several names, some of which gateways write at once, or leave at 0.
 * https://docs.litellm.ai/docs/completion/prompt_caching and https://github.com/BerriAI/litellm/issues/15945 (all of it is
 * among `prompt_tokens`), read 2026-11-21
 */
function readWritten(usage: unknown, details: unknown): Figure {
  const figures = ['cache_write_tokens', 'cache_creation_input_tokens', 'cache_creation_tokens']
    .map((key) => readKey(details, key))
    .concat(readKey(usage, 'cache_creation_input_tokens'))
    .map(figureOf);
  return figures.reduce((most, figure) => (most === null || figure === null ? null : Math.max(most, figure)), 0);
}

/** Mistral bills the sound in a question by its length: here in milliseconds. What is no number is none. */
function readSpoken(usage: unknown): Figure {
  const seconds = readKey(usage, 'prompt_audio_seconds');
  return typeof seconds === 'number' ? readFigure(Math.round(seconds * 1000)) : 0;
}

/**
 * Reasoning that is billed as output and is not in `completion_tokens`: at xAI, and where Gemini's figures were taken over as
 * they are. It shows in the sum: null where more was billed than anybody explains.
 */
function tokensBeyond(usage: unknown, reasoning: Figure): Figure {
  const [total, prompt, completion] = ['total_tokens', 'prompt_tokens', 'completion_tokens'].map((key) =>
    readFigure(readKey(usage, key)),
  );
  const beyond = (total ?? 0) - (prompt ?? 0) - (completion ?? 0);
  if (beyond <= 0) return 0;
  return beyond === reasoning ? beyond : null;
}
