import type { McpDesk } from '../mcp/mcp-tool.ts';
import { readVersion } from '../read-version.ts';
import { setLanguage, speak } from '../terminal/speak.ts';
import { askCompanion, isNotRunning, runningDaemon } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';

/** `tollkeeper mcp`: tools that let an agent ask before it spends. */
export const mcpCommand: Command = {
  name: 'mcp',

  options: {
    http: { type: 'boolean' },
    json: { type: 'boolean' },
  },

  run: (context) => (context.values.http === true ? showHttp(context) : serve(context)),
};

async function serve({ complain, stopped }: CommandContext): Promise<number> {
  // Programs read it from here on.
  await setLanguage('en');
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
    speak('mcp.theCompanionServesItsTools', { url }),
    '',
    ...JSON.stringify({ mcpServers: { tollkeeper: { type: 'http', url, headers } } }, null, 2).split('\n'),
    '',
    speak('mcp.theTokenIsKeptIn'),
    speak('mcp.startMakesAnotherOneTollkeeper'),
  ];
}
