import { creditsPerRecord, models } from './models.ts';

const chatRequest = {
  type: 'object',
  required: ['model', 'messages'],
  properties: {
    model: { type: 'string', enum: models.map((model) => model.id) },
    messages: {
      type: 'array',
      items: {
        type: 'object',
        required: ['role', 'content'],
        properties: { role: { type: 'string', enum: ['system', 'user', 'assistant'] }, content: { type: 'string' } },
      },
    },
    max_tokens: { type: 'integer', minimum: 0, description: 'Bound of the answer; missing or 0: 4,096 are set aside.' },
    n: { type: 'integer', minimum: 1, maximum: 16, default: 1 },
    stream: { type: 'boolean', default: false },
    stream_options: { type: 'object', properties: { include_usage: { type: 'boolean' } } },
  },
  example: {
    model: 'toll-medium',
    messages: [{ role: 'user', content: 'How do I plan a small project?' }],
    max_tokens: 300,
  },
} as const;

const enrichRequest = {
  type: 'object',
  required: ['records'],
  properties: { records: { type: 'array', items: {}, minItems: 1 } },
  example: { records: ['Acme Logistics', 'Blue Harbor Foods', 'Cedar & Sons'] },
} as const;

const chatAnswer = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    model: { type: 'string' },
    choices: { type: 'array', items: { type: 'object' } },
    usage: {
      type: 'object',
      properties: {
        prompt_tokens: { type: 'integer' },
        completion_tokens: { type: 'integer' },
        total_tokens: { type: 'integer' },
      },
    },
  },
} as const;

/** The OpenAPI 3.1 document of the paid endpoints; Swagger UI at /docs is a playground over it. */
export const openapiDocument = {
  openapi: '3.1.0',
  info: {
    title: 'Toll API',
    version: '1.0.0',
    description:
      'A small paid API for trying out what happens when a balance runs low. Nothing here costs real money.\n\n' +
      'Prices per million tokens (in / out): toll-large $10 / $30, toll-medium $2.50 / $10, toll-mini $0.15 / $0.60. ' +
      `Enrichment costs ${creditsPerRecord} credits a record.`,
  },
  servers: [{ url: '/' }],
  security: [{ bearer: [] }],
  paths: {
    '/v1/chat/completions': {
      post: paidOperation('Chat', 'Answer a conversation', chatRequest, chatAnswer),
    },
    '/v1/enrich': {
      post: paidOperation('Enrich', 'Enrich records, 18 credits each', enrichRequest, {
        type: 'object',
        properties: {
          data: { type: 'array', items: { type: 'object' } },
          credits_used: { type: 'integer' },
          credits_left: { type: 'integer' },
        },
      }),
    },
    '/v1/balance': {
      get: {
        tags: ['Balance'],
        summary: 'What is left, in dollars and in credits',
        responses: { 200: { description: 'The balances of the account.' }, 401: { description: 'The key is wrong.' } },
      },
    },
    '/v1/models': {
      get: { tags: ['Models'], summary: 'List the models', responses: { 200: { description: 'The models.' } } },
    },
  },
  components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
} as const;

function paidOperation(tag: string, summary: string, request: object, answer: object) {
  return {
    tags: [tag],
    summary,
    requestBody: { required: true, content: { 'application/json': { schema: request } } },
    responses: {
      200: { description: 'Answered and billed.', content: { 'application/json': { schema: answer } } },
      400: { description: 'The request was not understood.' },
      401: { description: 'The API key is missing or wrong.' },
      402: { description: 'The balance does not cover what the call may cost. Nothing was charged.' },
      429: { description: 'Too many requests.' },
    },
  };
}
