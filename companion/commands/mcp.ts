import { once } from 'node:events';
import type { McpDesk } from '../mcp/mcp-tool.ts';
import { readVersion } from '../read-version.ts';
import { askCompanion, isNotRunning, runningDaemon } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';

/** `tollkeeper mcp`: tools that let an agent ask before it spends. */
export const mcpCommand: Command = {
  name: 'mcp',
  summary: 'Serve tools to agents (MCP): estimate_cost, can_i_afford, get_balance, get_spend, explain_error',
  options: {
    http: { type: 'boolean', summary: 'Print how to point a client at the running companion instead.' },
    json: { type: 'boolean', summary: 'With --http: print JSON, for scripts.' },
  },
  notes: () => [
    'A client starts it and speaks with it over stdin and stdout:',
    '  {"mcpServers": {"tollkeeper": {"command": "tollkeeper", "args": ["mcp"]}}}',
    'Claude Code: claude mcp add tollkeeper -- tollkeeper mcp',
    '',
    'It asks the running companion ("tollkeeper up"). Without one it still explains',
    'errors, estimates by what is usual, and asks providers with keys in variables.',
  ],
  run: (context) => (context.values.http === true ? showHttp(context) : serve(context)),
};

/** Until the client closes stdin. What is no answer to it goes to stderr: stdout is the protocol's. */
async function serve({ complain, stopped }: CommandContext): Promise<number> {
  const [{ StdioServerTransport }, { openMcpServer }] = await Promise.all([
    import('@modelcontextprotocol/sdk/server/stdio.js'),
    import('../mcp/open-mcp-server.ts'),
  ]);
  const desk: McpDesk = { ask: askOrNull, environment: process.env, now: Date.now };
  const server = openMcpServer(desk, readVersion());
  const closed = new Promise<void>((resolve) => {
    server.onclose = resolve;
  });
  server.onerror = () => complain('Something that is no message of the protocol came, and was passed over.');
  const transport = new StdioServerTransport();
  await server.connect(transport);
  const ended = once(process.stdin, 'end');
  await Promise.race([closed, ended, ...(stopped.aborted ? [] : [once(stopped, 'abort')])]);
  await server.close();
  return 0;
}

/** Null: none runs. */
async function askOrNull<T>(asked: Parameters<McpDesk['ask']>[0]): Promise<T | null> {
  try {
    return await askCompanion<T>(asked);
  } catch (error) {
    if (isNotRunning(error)) return null;
    throw error;
  }
}

async function showHttp({ values, print }: CommandContext): Promise<number> {
  const { origin, apiToken } = runningDaemon();
  const url = `${origin}/mcp`;
  const headers = { Authorization: `Bearer ${apiToken}` };
  if (values.json === true) print(JSON.stringify({ type: 'http', url, headers }));
  else for (const line of writeHttp(url, headers)) print(line);
  return 0;
}

function writeHttp(url: string, headers: { readonly Authorization: string }): readonly string[] {
  return [
    `The companion serves its tools at ${url} (Streamable HTTP).`,
    '',
    ...JSON.stringify({ mcpServers: { tollkeeper: { type: 'http', url, headers } } }, null, 2).split('\n'),
    '',
    'The token is made anew whenever the companion starts. "tollkeeper mcp" without',
    '--http always finds the right one.',
  ];
}
