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

async function serve({ complain, stopped }: CommandContext): Promise<number> {
  const { serveStdio } = await import('../mcp/serve-stdio.ts');
  const desk: McpDesk = { ask: askOrNull, environment: process.env, now: Date.now };
  await serveStdio(desk, { version: readVersion(), complain, stopped });
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
    'The token is kept in api.token of the data folder: without that file the next',
    'start makes another one. "tollkeeper mcp" without --http always finds it.',
  ];
}
