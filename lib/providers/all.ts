import { anthropic } from './anthropic.ts';
import { awsBedrock } from './aws-bedrock.ts';
import { azureOpenai } from './azure-openai.ts';
import { cloudflareWorkersAi } from './cloudflare-workers-ai.ts';
import { cohere } from './cohere.ts';
import { dashscope } from './dashscope.ts';
import { dashscopeIntl } from './dashscope-intl.ts';
import { deepinfra } from './deepinfra.ts';
import { deepl } from './deepl.ts';
import { deepseek } from './deepseek.ts';
import { exa } from './exa.ts';
import { firecrawl } from './firecrawl.ts';
import { fireworks } from './fireworks.ts';
import { googleGemini } from './google-gemini.ts';
import { groq } from './groq.ts';
import { huggingface } from './huggingface.ts';
import { minimax } from './minimax.ts';
import { minimaxCn } from './minimax-cn.ts';
import { mistral } from './mistral.ts';
import { moonshot } from './moonshot.ts';
import { moonshotGlobal } from './moonshot-global.ts';
import { novita } from './novita.ts';
import { openai } from './openai.ts';
import { openrouter } from './openrouter.ts';
import { perplexity } from './perplexity.ts';
import type { Provider } from './provider.ts';
import { serpapi } from './serpapi.ts';
import { serper } from './serper.ts';
import { siliconflow } from './siliconflow.ts';
import { siliconflowCom } from './siliconflow-com.ts';
import { stepfun } from './stepfun.ts';
import { stepfunAi } from './stepfun-ai.ts';
import { tavily } from './tavily.ts';
import { together } from './together.ts';
import { vercelAiGateway } from './vercel-ai-gateway.ts';
import { volcengineArk } from './volcengine-ark.ts';
import { xai } from './xai.ts';
import { zai } from './zai.ts';
import { zhipu } from './zhipu.ts';

/** The real providers. In what pages get, builds put their {@link PageProvider} half in this file's place. */
export const real: readonly Provider[] = [
  // A line each, by the alphabet.
  anthropic,
  awsBedrock,
  azureOpenai,
  cloudflareWorkersAi,
  cohere,
  dashscope,
  dashscopeIntl,
  deepinfra,
  deepl,
  deepseek,
  exa,
  firecrawl,
  fireworks,
  googleGemini,
  groq,
  huggingface,
  minimax,
  minimaxCn,
  mistral,
  moonshot,
  moonshotGlobal,
  novita,
  openai,
  openrouter,
  perplexity,
  serpapi,
  serper,
  siliconflow,
  siliconflowCom,
  stepfun,
  stepfunAi,
  tavily,
  together,
  vercelAiGateway,
  volcengineArk,
  xai,
  zai,
  zhipu,
];
