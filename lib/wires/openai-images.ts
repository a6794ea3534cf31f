import type { Usage } from '../domain/call.ts';
import { parseJson, readKey } from '../domain/json-path.ts';
import { readCostUsd, readError, readFigure } from './answer-text.ts';
import { openInputCount } from './input-count.ts';
import { openFigureMeter } from './json-meter.ts';
import { toText } from './output-count.ts';
import { plainDraft } from './plain-draft.ts';
import { readBound, readModel } from './request-keys.ts';
import type { Wire } from './wire.ts';

/** These bill the tokens of question and picture; all others a price for each picture. */
export const BILLED_BY_TOKENS = /gpt-/;

/**
 * What stands around the prompt: three tokens of text were billed as nine (the recording in the provider's fixtures). One
 * example is no rule, so only the range has it.
 */
const AROUND = { low: 0, likely: 0, high: 12 };

/** OpenAI's images, as many speak them. https://platform.openai.com/docs/api-reference/images/create */
export const openaiImages: Wire = {
  id: 'openai-images',
  readRequest(bodyText, _rule, ...counting) {
    const body = parseJson(bodyText);
    const prompt = readKey(body, 'prompt');
    if (typeof prompt !== 'string') return null;
    const model = readModel(readKey(body, 'model'));
    const pictures = readBound(readKey(body, 'n')) ?? readBound(readKey(body, 'batch_size')) ?? 1;
    const isByTokens = model !== null && BILLED_BY_TOKENS.test(model);
    const input = openInputCount(body, ...counting);
    input.text(prompt);
    input.add(AROUND);
    const [size, quality] = ['size', 'quality'].map((key) => wordOf(readKey(body, key)));
    const partials = readBound(readKey(body, 'partial_images'));
    return plainDraft('openai-images', {
      model,
      ...(isByTokens
        ? {
            ...input.total(),
            answers: Math.min(pictures, PICTURES_MAX),
            // All that comes is pictures.
            outputTokensMax: 0,
            makes: [
              {
                kind: 'image',
                ...(size && { size }),
                ...(quality && { quality }),
                ...(partials !== null && { partials: Math.min(partials, PARTIALS_MAX) }),
                times: Math.min(pictures, PICTURES_MAX),
              },
            ],
          }
        : { units: { meter: 'images', count: pictures } }),
      isStream: readKey(body, 'stream') === true,
    });
  },
  revise: () => null,
  openMeter: (head) =>
    openFigureMeter(head, (event, answer) => {
      answer.errorText ??= readError(event);
      if (toText(readKey(event, 'type')).endsWith('.completed')) answer.isComplete = true;
      const usage = readKey(event, 'usage');
      if (usage == null) return;
      answer.usage = readUsage(usage);
      answer.costUsd = readCostUsd(usage);
    }),
};

/** OpenAI makes 10 at most; more is a slip of the page, and is not multiplied with. */
const PICTURES_MAX = 128;
/** OpenAI shows 3 at most. */
const PARTIALS_MAX = 10;

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w-]{1,32}$/.test(value) ? value.toLowerCase() : undefined;
}

/**
 * Pictures, where their number is what is billed (`generated_images`, Volcengine); else tokens, those of pictures by themselves:
 * output that is not said to be text is all picture. Null when a figure is not whole, negative or absurd.
 */
function readUsage(usage: unknown): Usage | null {
  const pictures = readFigure(readKey(usage, 'generated_images'));
  if (pictures !== null) return { images: pictures };
  const [details, made] = ['input_tokens_details', 'output_tokens_details'].map((key) => readKey(usage, key));
  const [input, output] = ['input_tokens', 'output_tokens'].map((key) => readFigure(readKey(usage, key)));
  const [shown, cached, written] = [
    readKey(details, 'image_tokens'),
    readKey(details, 'cached_tokens'),
    readKey(made, 'text_tokens'),
  ].map((count) => readFigure(count ?? 0));
  if (input == null || output == null || shown == null || cached == null || written == null) return null;
  if (shown + cached > input || written > output) return null;
  return {
    'input-tokens': input - shown - cached,
    'cached-input-tokens': cached,
    'output-tokens': written,
    ...(shown > 0 && { 'image-input-tokens': shown }),
    'image-output-tokens': output - written,
  };
}
