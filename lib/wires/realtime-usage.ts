import type { Usage } from '../domain/call.ts';
import { readKey } from '../domain/json-path.ts';
import { readFigure } from './answer-text.ts';

/** Kinds of tokens in both directions. */
const KINDS = ['text_tokens', 'audio_tokens', 'image_tokens'] as const;

/**
 * What one response over a socket billed. `input_tokens` are the whole conversation so far, what was cached among them; each kind
 * has a price of its own. Null when a figure is not whole, negative or absurd, or they do not add up, and where pictures were
 * cached, which has no price we know: a wrong figure is unknown.
 */
export function readRealtimeUsage(usage: unknown): Usage | null {
  if (readKey(usage, 'input_tokens') === undefined) return null;
  const details = readKey(usage, 'input_token_details') ?? readKey(usage, 'input_tokens_details');
  const made = readKey(usage, 'output_token_details') ?? readKey(usage, 'output_tokens_details');
  const input = figureOf(usage, 'input_tokens');
  const output = figureOf(usage, 'output_tokens');
  const cached = figureOf(details, 'cached_tokens');
  const [asked, heard, shown] = KINDS.map((kind) => figureOf(details, kind));
  const [written, said] = KINDS.map((kind) => figureOf(made, kind));
  const parts = readKey(details, 'cached_tokens_details');
  // Where nobody says what was cached, and there was but text, it was that.
  const ofText = parts === undefined && heard === 0 && shown === 0 ? cached : figureOf(parts, 'text_tokens');
  const ofSound = figureOf(parts, 'audio_tokens');
  if (input === null || output === null || cached === null || asked == null || heard == null || shown == null)
    return null;
  if (written == null || said == null || ofText === null || ofSound === null) return null;
  const [text, sound] = [asked - ofText, heard - ofSound];
  const isSum = asked + heard + shown === input && written + said === output && ofText + ofSound === cached;
  if (!isSum || text < 0 || sound < 0) return null;
  return {
    'input-tokens': text,
    'cached-input-tokens': ofText,
    'output-tokens': written,
    ...(sound > 0 && { 'audio-input-tokens': sound }),
    ...(ofSound > 0 && { 'cached-audio-input-tokens': ofSound }),
    ...(shown > 0 && { 'image-input-tokens': shown }),
    ...(said > 0 && { 'audio-output-tokens': said }),
  };
}

/** 0 where it is not there. */
function figureOf(value: unknown, key: string): number | null {
  return readFigure(readKey(value, key) ?? 0);
}
