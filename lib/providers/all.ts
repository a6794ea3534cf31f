import { aihubmix } from './aihubmix.ts';
import { aimlapi } from './aimlapi.ts';
import { anthropic } from './anthropic.ts';
import { apify } from './apify.ts';
import { awsBedrock } from './aws-bedrock.ts';
import { azureOpenai } from './azure-openai.ts';
import { browserbase } from './browserbase.ts';
import { cloudflareWorkersAi } from './cloudflare-workers-ai.ts';
import { cohere } from './cohere.ts';
import { dashscope } from './dashscope.ts';
import { dashscopeIntl } from './dashscope-intl.ts';
import { deepgram } from './deepgram.ts';
import { deepinfra } from './deepinfra.ts';
import { deepl } from './deepl.ts';
import { deepseek } from './deepseek.ts';
import { elevenlabs } from './elevenlabs.ts';
import { exa } from './exa.ts';
import { fal } from './fal.ts';
import { firecrawl } from './firecrawl.ts';
import { fireworks } from './fireworks.ts';
import { googleGemini } from './google-gemini.ts';
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
import { perplexity } from './perplexity.ts';
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
import { together } from './together.ts';
import { twilio } from './twilio.ts';
import { venice } from './venice.ts';
import { vercelAiGateway } from './vercel-ai-gateway.ts';
import { volcengineArk } from './volcengine-ark.ts';
import { xTwitter } from './x-twitter.ts';
import { xai } from './xai.ts';
import { zai } from './zai.ts';
import { zhipu } from './zhipu.ts';

/** The real providers. In what pages get, builds put their {@link PageProvider} half in this file's place. */
export const real: readonly Provider[] = [
  // A line each, by the alphabet.
  aihubmix,
  aimlapi,
  anthropic,
  apify,
  awsBedrock,
  azureOpenai,
  browserbase,
  cloudflareWorkersAi,
  cohere,
  dashscope,
  dashscopeIntl,
  deepgram,
  deepinfra,
  deepl,
  deepseek,
  elevenlabs,
  exa,
  fal,
  firecrawl,
  fireworks,
  googleGemini,
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
  perplexity,
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
  together,
  twilio,
  venice,
  vercelAiGateway,
  volcengineArk,
  xai,
  xTwitter,
  zai,
  zhipu,
];
