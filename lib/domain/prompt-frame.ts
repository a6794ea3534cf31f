import type { Count, DraftFrame } from './call.ts';
import { addCounts, NO_TOKENS } from './counts.ts';
import { modelKey, vocabularyOf } from './vocabulary.ts';

/** What stands around the texts of a prompt, in tokens of the model's own. */
interface Frame {
  readonly names: RegExp;
  /** Once for each request, and for each message: likely. */
  readonly once: number;
  readonly each: number;
  /** The instruction that goes with tools, and what each tool costs beside its JSON. */
  readonly tools: Count;
  readonly perTool: Count;
  /** Of the JSON of tools so much is written into the prompt. */
  readonly written: Count;
}

const JSON_AS_IT_IS: Count = { low: 0.5, likely: 0.9, high: 1.25 };
/** OpenAI writes tools as TypeScript, about three quarters of the tokens of their JSON. */
const AS_TYPESCRIPT: Count = { low: 0.4, likely: 0.75, high: 1.25 };

/**
 * Fitted by others to billed answers (ai-tokenizer 1.0.6, its table of models, December 2025): once for a request, for each message,
 * for tools at all and for each: Claude 4.5 6, 2, 549, 53; Claude 4 366 and 53; GPT-5.1 5, 4, 103, 6; DeepSeek V3.2 3, 1, 142, 42; Qwen3
 * 7, 4, 138, 56; Kimi K2 6, 3, 48, 40; Gemini about none. Claude from 5 on: two counts that its maker publishes, 14 tokens without
 * tools and 403 with one (https://platform.claude.com/docs/en/build-with-claude/token-counting, read 2026-11-22); the 346 and 313 it names
 * for Claude 4 are within the range. Tools of relays may come in another form, so that none is sure at the low end but Claude's.
 */
const FRAMES: readonly Frame[] = [
  claude(/^claude-?(opus|sonnet|haiku|fable|mythos)?-?([5-9]|\d\d)(?!\d)/, { low: 230, likely: 290, high: 450 }),
  claude(/^claude.*4[-.][5-9]/, { low: 300, likely: 549, high: 650 }),
  claude(/^claude/, { low: 159, likely: 366, high: 650 }),
  other(/^(gpt-[5-9]|chatgpt|o[1-9]\b)/, [5, 4], [103, 6], AS_TYPESCRIPT),
  other(/^gpt-/, [3, 4], [12, 7], AS_TYPESCRIPT),
  other(/^deepseek/, [3, 1], [142, 42], JSON_AS_IT_IS),
  other(/^(qwen|qwq|qvq)/, [7, 4], [138, 56], JSON_AS_IT_IS),
  other(/^(kimi|moonshot)/, [6, 3], [48, 40], JSON_AS_IT_IS),
  other(/^(gemini|gemma)/, [0, 0], [0, 0], JSON_AS_IT_IS),
];
/** Of models of which nobody has told: what nearly all of them have in common, and room for the others. */
const OTHER: Frame = other(/^/, [3, 4], [60, 20], JSON_AS_IT_IS);

function claude(names: RegExp, tools: Count): Frame {
  const perTool = { low: 0, likely: 40, high: 60 };
  return { names, once: 6, each: 2, tools, perTool, written: { low: 0.5, likely: 0.8, high: 1.3 } };
}

function other(
  names: RegExp,
  [once, each]: readonly [number, number],
  [tools, perTool]: readonly [number, number],
  written: Count,
): Frame {
  return {
    ...{ names, once, each, written },
    tools: { low: 0, likely: tools, high: Math.max(150, Math.ceil(tools * 1.3)) },
    perTool: { low: 0, likely: perTool, high: Math.max(45, Math.ceil(perTool * 1.3)) },
  };
}

/** What stands around the messages of a prompt, as the model it is for has it. */
export function aroundMessages({ messages, requests = 1 }: DraftFrame, model: string | null): Count {
  const { once, each } = frameOf(model);
  return { low: 0, likely: once * requests + each * messages, high: (once * 2 + 4) * requests + (each + 2) * messages };
}

/** A schema of the answer goes in with an instruction of a length that nobody has told. */
const SCHEMA: Count = { low: 0, likely: 12, high: 300 };

/** What tools and schemas come to for a model: an instruction, and their JSON in its own tokens. Nothing where there are none. */
export function toolTokens(draftFrame: DraftFrame, model: string | null): Count {
  const { tools, written, withTools = tools > 0 ? 1 : 0, requests = 1 } = draftFrame;
  if (written.high === 0) return NO_TOKENS;
  const frame = frameOf(model);
  const { ratio } = vocabularyOf(model ?? '');
  const json = {
    low: Math.floor(written.low * ratio.low * frame.written.low),
    likely: Math.round(written.likely * ratio.likely * frame.written.likely),
    high: Math.ceil(written.high * ratio.high * frame.written.high),
  };
  const once = tools === 0 ? times(SCHEMA, requests) : times(frame.tools, withTools);
  return [json, once, times(frame.perTool, tools)].reduce(addCounts);
}

function times({ low, likely, high }: Count, count: number): Count {
  return { low: low * count, likely: likely * count, high: high * count };
}

function frameOf(model: string | null): Frame {
  const name = modelKey(model ?? '').replace(/^(\w+\.)+(?=[a-z])/, '');
  return FRAMES.find(({ names }) => names.test(name)) ?? OTHER;
}
