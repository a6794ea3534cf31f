import { anthropic } from './anthropic.ts';
import { deepseek } from './deepseek.ts';
import { groq } from './groq.ts';
import { mistral } from './mistral.ts';
import { moonshot } from './moonshot.ts';
import { moonshotGlobal } from './moonshot-global.ts';
import { openai } from './openai.ts';
import { openrouter } from './openrouter.ts';
import type { Provider } from './provider.ts';
import { xai } from './xai.ts';
import { zai } from './zai.ts';
import { zhipu } from './zhipu.ts';

/** The real providers. In what pages get, builds put their {@link PageProvider} half in this file's place. */
export const real: readonly Provider[] = [
  // A line each, by the alphabet.
  anthropic,
  deepseek,
  groq,
  mistral,
  moonshot,
  moonshotGlobal,
  openai,
  openrouter,
  xai,
  zai,
  zhipu,
];
