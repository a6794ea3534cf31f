// The low-level server: the tools' schemas are valibot's, and the other one takes only those of another library.
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js';
import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { isUserError } from '../commands/user-error.ts';
import { hideSecrets } from '../events/hide-secrets.ts';
import { sayIssue } from '../say-issue.ts';
import type { McpDesk, McpTool } from './mcp-tool.ts';
import { mcpTools } from './tools.ts';

const INSTRUCTIONS =
  'Tollkeeper knows what API calls cost and what is left. Ask can_i_afford before a call that may be expensive, or before many of them; ' +
  'explain_error when a provider refuses one for money or limits. The tools only read: they never spend, hold or change anything.';

/** Opens a server of the Model Context Protocol over a desk; it is connected to a transport by the caller. */
export function openMcpServer(desk: McpDesk, version: string): Server {
  const server = new Server(
    { name: 'tollkeeper', title: 'Tollkeeper', version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: mcpTools.map(describeTool) }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
    const tool = mcpTools.find(({ name }) => name === params.name);
    if (tool === undefined) {
      const names = mcpTools.map(({ name }) => name).join(', ');
      throw new McpError(
        ErrorCode.InvalidParams,
        `There is no tool "${hideSecrets(params.name)}"; there are ${names}.`,
      );
    }
    return callTool(tool, params.arguments ?? {}, desk);
  });
  return server;
}

function describeTool({ name, title, description, input, output, asksOutside }: McpTool): Tool {
  return {
    ...{ name, title, description },
    inputSchema: schemaOf(input, 'input'),
    outputSchema: schemaOf(output, 'output'),
    annotations: {
      title,
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: asksOutside,
    },
  };
}

function schemaOf(schema: v.GenericSchema, typeMode: 'input' | 'output'): Tool['inputSchema'] {
  const { $schema: _, ...described } = toJsonSchema(schema, { typeMode, errorMode: 'ignore' });
  return described as Tool['inputSchema'];
}

/** What is wrong with arguments is told to the model as a result: it can put it right. */
async function callTool(tool: McpTool, given: object, desk: McpDesk): Promise<CallToolResult> {
  const input = v.safeParse(tool.input, given);
  if (!input.success) return failed(input.issues.map((issue) => `${sayIssue(issue)}.`).join('\n'));
  try {
    const { value, text } = await tool.run(input.output, desk);
    return { content: [{ type: 'text', text }], structuredContent: value as Record<string, unknown> };
  } catch (error) {
    if (isUserError(error)) return failed(`${error.what} ${error.why} ${error.todo}`);
    return failed(error instanceof Error ? error.message : 'It could not be done.');
  }
}

function failed(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}
