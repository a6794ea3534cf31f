import type { Overflow } from './abilities.ts';
import type { CardButton, ChipView } from './card.ts';
import type { Ask } from './explain-ask.ts';
import * as option from './explain-options.ts';
import type { CallFacts } from './facts.ts';
import type { Text, TextParam } from './text.ts';
import { roundUpTokens, sumOfTokens } from './token-limit.ts';

/** The card of a call that is longer than its model can take, by the lowest count. */
export function askTooLong(facts: CallFacts): Ask {
  const { overflow, model, providerName } = facts;
  const output = overflow?.outputFits ?? null;
  const shorter: CardButton | null = output === null ? null : option.sendOutput(output);
  const [wider] = facts.fits.models ?? [];
  return {
    head: text('ask.tooLong.head', { model: model ?? providerName }),
    second: overflow ? lengthLine(overflow) : null,
    third: { key: 'ask.tooLong.safe' },
    ways: [shorter, option.keepEditing, wider ? option.sendModel(wider, facts) : null],
    isSendNear: true,
  };
}

function lengthLine(overflow: Overflow): Text {
  const { inputTokens: input, outputTokens: output, contextTokens: max } = overflow;
  const params = { tokens: input + output, max, input, output };
  return text(output === 0 ? 'ask.tooLong.sumInput' : 'ask.tooLong.sum', params);
}

/** The card of a call that has more tokens than the user wants to send unasked. */
export function askTokenLimit(facts: CallFacts): Ask {
  const { tokens, tokensMax } = facts;
  const known = { tokens: tokens ? sumOfTokens(tokens) : 0, input: tokens?.input ?? 0, output: tokens?.output ?? 0 };
  return {
    head: text('ask.tokenLimit.head', { max: tokensMax ?? 0 }),
    second: text(tokens?.output == null ? 'ask.tokenLimit.sumInput' : 'ask.tokenLimit.sum', known),
    third: { key: 'safe' },
    ways: [{ label: { key: 'do.send' }, action: { kind: 'send' } }, option.keepEditing],
    isSendNear: true,
  };
}

/** "Don't ask below 200,000 tokens here", with a figure that would have let this call through. */
export function raiseTokenLimit({ tokens }: CallFacts): CardButton | null {
  return tokens ? option.raiseTokens(roundUpTokens(sumOfTokens(tokens))) : null;
}

/** How long it is, and how long it may be, for "Show the sum". */
export function explainLength(facts: CallFacts): readonly Text[] {
  const { overflow, tokens, tokensMax, model, providerName } = facts;
  if (overflow) {
    const { inputTokens: input, outputTokens: output, contextTokens: max } = overflow;
    return [text('sum.length', { input, output, tokens: input + output, max, model: model ?? providerName })];
  }
  if (!tokens || tokensMax == null) return [];
  const params = { input: tokens.input, output: tokens.output ?? 0, tokens: sumOfTokens(tokens), max: tokensMax };
  return [text('sum.tokenLimit', params)];
}

/** "about 132,000 of 128,000 tokens: this will be refused or cut". */
export function explainChipOverflow({ inputTokens, outputTokens, contextTokens, isSure }: Overflow): ChipView {
  const params = { tokens: inputTokens + outputTokens, max: contextTokens };
  return {
    text: text(isSure ? 'chip.tooLong' : 'chip.mayBeTooLong', params),
    mood: isSure ? 'short' : 'unsure',
  };
}

function text(key: Text['key'], params: Readonly<Record<string, TextParam>>): Text {
  return { key, params };
}
