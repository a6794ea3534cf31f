import { call, describe, ENDS_NO_STREAM, on } from './describe.ts';

const API = on('generativelanguage.googleapis.com');

/** Its page names the least lengths, and no lifetime: that one is from https://openrouter.ai/docs/features/prompt-caching. */
const CACHE = {
  lifetimeMs: 3 * 60_000,
  stepTokens: 1,
  finds: 'prefix',
  mark: 'third-party',
  source: 'https://ai.google.dev/gemini-api/docs/caching',
  date: '2026-11-22',
} as const;

/** Google's Gemini API: new accounts pay in advance, older ones and the largest afterwards. There is no balance to read. */
export const googleGemini = describe({
  id: 'google-gemini',
  name: 'Google Gemini',
  console: on('aistudio.google.com', 'ai.studio'),
  consoleOrigin: 'https://aistudio.google.com',
  surfaces: {
    generate: call(API, '/v1beta/models/*:generateContent', 'gemini-generate', { isModelInPath: true }),
    stream: call(API, '/v1beta/models/*:streamGenerateContent', 'gemini-generate', { isModelInPath: true }),
    'generate-v1': call(API, '/v1/models/*:generateContent', 'gemini-generate', { isModelInPath: true }),
    'stream-v1': call(API, '/v1/models/*:streamGenerateContent', 'gemini-generate', { isModelInPath: true }),
    'openai-chat': call(API, '/v1beta/openai/chat/completions', 'openai-chat'),
    'openai-embeddings': call(API, '/v1beta/openai/embeddings', 'openai-embeddings'),
  },
  // What was made is fetched with the key, https://ai.google.dev/gemini-api/docs/video. A file's `uri` stays: requests name files by it.
  // The official SDKs take the file's name out of the address and ask for it where they ask for everything.
  leadsTo: {
    on: [
      '/v1beta/operations/*',
      '/v1beta/models/*/operations/*',
      '/v1beta/files',
      '/v1beta/files/*',
      '/upload/v1beta/files',
    ],
    at: [
      '$.response.generateVideoResponse.generatedSamples[*].video.uri',
      ...['$.downloadUri', '$.file.downloadUri', '$.files[*].downloadUri'],
    ],
    except: { header: 'x-goog-api-client', has: 'google-genai-sdk/' },
  },
  basePrices: { list: 'google', setsAside: 'nothing' },
  promptCaches: [
    { model: /^gemini-2\.5-/, ...CACHE, tokensMin: 2048 },
    { model: /^gemini-([3-9]|\d\d)/, ...CACHE, tokensMin: 4096 },
  ],
  balanceByKey: { why: 'console-only', source: 'collected facts: no address was found', date: '2026-11-21' },
  alsoCalled: ['gemini'],
  links: {
    recharge: 'https://ai.studio/projects',
    keys: '/app/apikey',
    transactions: '/usage',
  },
  billsInFull: ENDS_NO_STREAM,
  help: { billing: 'both', autoRecharge: 'there-is-one' },
  subscription: 'Google AI Pro, Ultra',
  doubts: [
    { about: 'links.keys', mark: 'unverified' },
    { about: 'help.autoRecharge', mark: 'unverified' },
  ],
});
