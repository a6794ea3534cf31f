import { call, describe, ENDS_NO_STREAM, on } from './describe.ts';

const REGIONS = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-3',
  'eu-north-1',
  'ap-northeast-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
];
const RUNTIME = on(...REGIONS.map((region) => `bedrock-runtime.${region}.amazonaws.com`));
const MANTLE = on(...REGIONS.map((region) => `bedrock-mantle.${region}.api.aws`));

/** Models of many makers at AWS: billed with everything else that a customer has there. */
export const awsBedrock = describe({
  id: 'aws-bedrock',
  name: 'AWS Bedrock',
  console: on('console.aws.amazon.com', '*.console.aws.amazon.com'),
  consoleOrigin: 'https://console.aws.amazon.com',
  surfaces: {
    chat: call(MANTLE, '/v1/chat/completions', 'openai-chat'),
    responses: call(MANTLE, '/v1/responses', 'openai-responses'),
    'openai-responses': call(MANTLE, '/openai/v1/responses', 'openai-responses'),
    'runtime-chat': call(RUNTIME, '/openai/v1/chat/completions', 'openai-chat'),
    // Models of Anthropic take its messages, as they stand, without the model's name.
    invoke: call(RUNTIME, '/model/*/invoke', 'anthropic-messages', { isModelInPath: true }),
    converse: call(RUNTIME, '/model/*/converse', 'bedrock-converse', { isModelInPath: true }),
    'converse-stream': call(RUNTIME, '/model/*/converse-stream', 'bedrock-converse', { isModelInPath: true }),
  },
  basePrices: { list: 'aws', setsAside: 'nothing' },
  balanceByKey: { why: 'cloud-key', source: 'steipete/CodexBar docs/bedrock.md', date: '2026-08-21' },
  links: {
    recharge: '/billing/home',
    keys: '/bedrock/home#/api-keys',
    transactions: '/cost-management/home',
    models: '/bedrock/home#/model-catalog',
    prices: 'https://aws.amazon.com/bedrock/pricing/',
  },
  billsInFull: ENDS_NO_STREAM,
  help: { billing: 'postpaid', autoRecharge: 'none' },
  doubts: [
    { about: 'surfaces.runtime-chat', mark: 'unverified' },
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
    { about: 'links.models', mark: 'unverified' },
  ],
});
