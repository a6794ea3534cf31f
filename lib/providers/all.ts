import { anthropic } from './anthropic.ts';
import { deepseek } from './deepseek.ts';
import { openai } from './openai.ts';
import type { Provider } from './provider.ts';

/** The real providers. In what pages get, builds put their {@link PageProvider} half in this file's place. */
export const real: readonly Provider[] = [
  // A line each, by the alphabet.
  anthropic,
  deepseek,
  openai,
];
