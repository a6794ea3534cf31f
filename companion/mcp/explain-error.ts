import * as v from 'valibot';
import { readPasted } from '../../lib/domain/read-pasted.ts';
import { explainRow } from '../explain/explain-row.ts';
import { readRow } from '../explain/read-row.ts';
import { mcpTool } from './mcp-tool.ts';

const decimal = v.nullable(v.string());

/** What an error of a provider means. */
export const explainErrorTool = mcpTool({
  name: 'explain_error',
  title: 'Explain an API error about money or limits',
  description:
    'Say what an error of a paid API means (402, 403, 429, "insufficient balance", quota …): the cause, whose wallet is short, whether ' +
    'anything was charged, whether trying again helps and after how long, and what to do. Nothing is sent or stored.',
  input: v.object({
    error: v.pipe(
      v.union([v.pipe(v.string(), v.minLength(1), v.maxLength(1_000_000)), v.record(v.string(), v.unknown())]),
      v.description('The body of the error, or all that was printed: status line, headers, body.'),
    ),
    status: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(999), v.description('HTTP status.')),
    ),
    host: v.optional(v.pipe(v.string(), v.maxLength(300), v.description('Who answered, such as api.deepseek.com.'))),
    headers: v.optional(v.record(v.string(), v.string())),
    language: v.optional(v.picklist(['en', 'zh']), 'en'),
  }),
  output: v.object({
    cause: v.string(),
    wallet: v.pipe(decimal, v.description('Whose is short; null: nobody can tell.')),
    charged: v.picklist(['no', 'partly', 'unknown']),
    retryable: v.boolean(),
    retryAfterMs: v.nullable(v.number()),
    amounts: v.object({
      ...{ available: decimal, needed: decimal, short: decimal, limit: decimal, used: decimal, unit: decimal },
      affordableTokens: v.nullable(v.number()),
      resetsAt: decimal,
    }),
    explanation: v.string(),
    options: v.array(v.object({ key: v.string(), text: v.string(), url: v.optional(v.string()) })),
  }),
  asksOutside: false,
  run: async ({ error, status, host, headers, language }) => {
    const pasted = typeof error === 'string' ? readPasted(error) : null;
    const row = readRow({
      host: host ?? pasted?.host ?? null,
      status: status ?? pasted?.status ?? null,
      headers: { ...pasted?.headers, ...headers },
      body: pasted?.bodyText ?? error,
    });
    const { id: _, lines, help, options, ...explained } = explainRow(row, language);
    const said = options.map(({ text, url }) => `- ${text}${url === undefined ? '' : ` (${url})`}`);
    return { value: { ...explained, options: [...options] }, text: [...lines, ...help, ...said].join('\n') };
  },
});
