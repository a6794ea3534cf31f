import { call, describe, on } from './describe.ts';

const API = on('aihubmix.com');
const CONSOLE = on('console.aihubmix.com');

/**
 * AiHubMix: a relay of the new-api family once, whose API is on one host and whose console on another now, so that nothing
 * its console loads could say what its API is. Its prices are not those of the makers.
 */
export const aihubmix = describe({
  id: 'aihubmix',
  name: 'AiHubMix',
  console: CONSOLE,
  consoleOrigin: 'https://console.aihubmix.com',
  surfaces: {
    chat: call(API, '/v1/chat/completions', 'openai-chat'),
    responses: call(API, '/v1/responses', 'openai-responses'),
    messages: call(API, '/v1/messages', 'anthropic-messages'),
    embeddings: call(API, '/v1/embeddings', 'openai-embeddings'),
  },
  balanceByKey: { why: 'console-only', source: 'collected facts: no address was found', date: '2026-11-21' },
  links: {
    recharge: 'https://console.aihubmix.com/',
    keys: 'https://aihubmix.com/token',
    transactions: null,
    models: 'https://aihubmix.com/models',
  },
  help: { billing: 'prepaid' },
  doubts: [
    { about: 'console', mark: 'unverified' },
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'third-party' },
  ],
});
