import { perMillion } from '../domain/price-rows.ts';
import { call, describe, on, read } from './describe.ts';

const API = on('api.siliconflow.cn');
const CONSOLE = on('cloud.siliconflow.cn');

/**
 * SiliconFlow in China: prepaid in yuan, vouchers first; models whose name begins with `Pro/` take money that was paid in
 * only. What is left was told to keys until August 2026 (now 410), and is loaded by the console's pages since.
 */
export const siliconflow = describe({
  id: 'siliconflow',
  name: 'SiliconFlow (China)',
  console: CONSOLE,
  consoleOrigin: 'https://cloud.siliconflow.cn',
  surfaces: {
    chat: call(API, '/v1/chat/completions', 'openai-chat'),
    messages: call(API, '/v1/messages', 'anthropic-messages'),
    embeddings: call(API, '/v1/embeddings', 'openai-embeddings'),
    wallet: read(CONSOLE, 'balance', '/walletd-server/api/v1/subject/profile/peek'),
  },
  prices: perMillion(
    {
      unit: 'CNY',
      setsAside: 'nothing',
      mark: 'third-party',
      date: '2025-10-22',
      source: 'https://siliconflow.cn/pricing, as lobehub/lobe-chat had it',
    },
    {
      'Qwen/Qwen3-Coder-30B-A3B-Instruct': ['0.7', '2.8'],
      'Qwen/Qwen3-Coder-480B-A35B-Instruct': ['8', '16'],
      'Qwen/Qwen3-Next-80B-A3B-Instruct': ['1', '4'],
      'Qwen/Qwen3-Next-80B-A3B-Thinking': ['1', '4'],
      'Qwen/Qwen3-VL-32B-Instruct': ['1', '4'],
      'deepseek-ai/DeepSeek-V3': ['2', '8'],
      'deepseek-ai/DeepSeek-V3.1-Terminus': ['4', '12'],
      'deepseek-ai/DeepSeek-V3.2-Exp': ['2', '3'],
      'moonshotai/Kimi-K2-Instruct-0905': ['4', '16'],
      'zai-org/GLM-4.5-Air': ['1', '6'],
      'zai-org/GLM-4.6': ['3.5', '14'],
    },
  ),
  balanceByKey: { why: 'ended', source: 'https://github.com/rikkahub/rikkahub/issues/1811', date: '2026-08-31' },
  balances: [
    {
      surface: 'siliconflow/wallet',
      // It does not say whose it is, and vouchers, which pay first, are told elsewhere.
      account: 'signed-in',
      isPart: true,
      accountNames: [],
      lists: ['$.data.financialInfo'],
      isSingle: true,
      unit: 'CNY',
      perUnit: '1000000000000',
      // What may be called with, `available`, has a credit line in it.
      available: '$.balance',
      frozen: null,
      isUsable: null,
    },
  ],
  links: {
    recharge: '/expensebill',
    keys: '/account/ak',
    transactions: '/bills',
    models: '/models',
    prices: 'https://siliconflow.cn/pricing',
  },
  help: { billing: 'prepaid' },
  twins: ['siliconflow-com'],
  doubts: [
    { about: 'surfaces.wallet', mark: 'third-party' },
    { about: 'links.models', mark: 'unverified' },
  ],
});
