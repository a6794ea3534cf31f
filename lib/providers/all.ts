import { aimlapi } from './aimlapi.ts';
import { anthropic } from './anthropic.ts';
import { apify } from './apify.ts';
import { browserbase } from './browserbase.ts';
import { dashscope } from './dashscope.ts';
import { dashscopeIntl } from './dashscope-intl.ts';
import { deepgram } from './deepgram.ts';
import { deepl } from './deepl.ts';
import { deepseek } from './deepseek.ts';
import { elevenlabs } from './elevenlabs.ts';
import { exa } from './exa.ts';
import { fal } from './fal.ts';
import { firecrawl } from './firecrawl.ts';
import { groq } from './groq.ts';
import { huggingface } from './huggingface.ts';
import { meshy } from './meshy.ts';
import { minimax } from './minimax.ts';
import { minimaxCn } from './minimax-cn.ts';
import { mistral } from './mistral.ts';
import { moonshot } from './moonshot.ts';
import { moonshotGlobal } from './moonshot-global.ts';
import { novita } from './novita.ts';
import { openai } from './openai.ts';
import { openrouter } from './openrouter.ts';
import { poe } from './poe.ts';
import type { Provider } from './provider.ts';
import { replicate } from './replicate.ts';
import { serpapi } from './serpapi.ts';
import { serper } from './serper.ts';
import { siliconflow } from './siliconflow.ts';
import { siliconflowCom } from './siliconflow-com.ts';
import { stability } from './stability.ts';
import { stepfun } from './stepfun.ts';
import { stepfunAi } from './stepfun-ai.ts';
import { tavily } from './tavily.ts';
import { twilio } from './twilio.ts';
import { venice } from './venice.ts';
import { volcengineArk } from './volcengine-ark.ts';
import { xTwitter } from './x-twitter.ts';
import { xai } from './xai.ts';
import { zai } from './zai.ts';
import { zhipu } from './zhipu.ts';

/** The real providers. In what pages get, builds put their {@link PageProvider} half in this file's place. */
export const real: readonly Provider[] = [
  // A line each, by the alphabet.
  aimlapi,
  anthropic,
  apify,
  browserbase,
  dashscope,
  dashscopeIntl,
  deepgram,
  deepl,
  deepseek,
  elevenlabs,
  exa,
  fal,
  firecrawl,
  groq,
  huggingface,
  meshy,
  minimax,
  minimaxCn,
  mistral,
  moonshot,
  moonshotGlobal,
  novita,
  openai,
  openrouter,
  poe,
  replicate,
  serpapi,
  serper,
  siliconflow,
  siliconflowCom,
  stability,
  stepfun,
  stepfunAi,
  tavily,
  twilio,
  venice,
  volcengineArk,
  xai,
  xTwitter,
  zai,
  zhipu,
];
