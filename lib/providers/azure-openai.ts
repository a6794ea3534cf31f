import { call, describe, on, socket } from './describe.ts';

const API = on('*.openai.azure.com', '*.services.ai.azure.com', '*.cognitiveservices.azure.com');

/** OpenAI's models at Azure: each customer has a host of his own, and is billed with everything else he has there. */
export const azureOpenai = describe({
  id: 'azure-openai',
  name: 'Azure OpenAI',
  console: on('ai.azure.com', 'portal.azure.com'),
  consoleOrigin: null,
  surfaces: {
    chat: call(API, '/openai/v1/chat/completions', 'openai-chat'),
    responses: call(API, '/openai/v1/responses', 'openai-responses'),
    embeddings: call(API, '/openai/v1/embeddings', 'openai-embeddings'),
    // https://learn.microsoft.com/en-us/azure/foundry/openai/how-to/realtime-audio-websockets, and what openai-node opens.
    realtime: socket(API, '/openai/v1/realtime', 'openai-realtime'),
    'deployed-realtime': socket(API, '/openai/realtime', 'openai-realtime'),
    // A deployment is called what its owner likes, most often as its model.
    'deployed-chat': call(API, '/openai/deployments/*/chat/completions', 'openai-chat', { isModelInPath: true }),
    'deployed-embeddings': call(API, '/openai/deployments/*/embeddings', 'openai-embeddings', { isModelInPath: true }),
  },
  // What calls name is a deployment, on either kind of address: `gpt-4o` may well be another model.
  basePrices: { list: 'azure', setsAside: 'nothing', isGuess: true },
  promptCaches: [
    {
      model: /^(gpt-4o|gpt-4\.|gpt-5(?!\.[6-9])|o\d)/,
      ...{ lifetimeMs: 5 * 60_000, tokensMin: 1024, stepTokens: 128, finds: 'prefix' },
      ...{ source: 'https://learn.microsoft.com/azure/foundry/openai/how-to/prompt-caching', date: '2026-11-22' },
    },
  ],
  boundName: 'max_completion_tokens',
  balanceByKey: { why: 'cloud-key', source: 'collected facts: Azure Cost Management only', date: '2026-11-21' },
  links: {
    recharge: 'https://portal.azure.com/#view/Microsoft_Azure_GTM/ModernBillingMenuBlade',
    keys: 'https://ai.azure.com',
    transactions: 'https://portal.azure.com/#view/Microsoft_Azure_CostManagement/Menu/~/costanalysis',
  },
  help: { billing: 'postpaid', autoRecharge: 'none' },
  doubts: [
    { about: 'surfaces.deployed-chat', mark: 'low' },
    { about: 'surfaces.deployed-embeddings', mark: 'low' },
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
  ],
});
