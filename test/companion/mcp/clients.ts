import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { onTestFinished } from 'vitest';
import type { Running } from '../running-companion.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What a tool said: its text, and what programs read. */
export interface Said {
  readonly isError: boolean;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it says what it is.
  readonly value: any;
}

/** The official client, connected until the test is over. */
export interface Connected {
  readonly client: Client;
  readonly call: (name: string, input?: object) => Promise<Said>;
}

async function connect(transport: Transport): Promise<Connected> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(transport);
  onTestFinished(() => client.close());
  return {
    client,
    // The client holds what comes against the schema that the tool was listed with.
    async call(name, input = {}) {
      const { isError = false, content, structuredContent } = await client.callTool({ name, arguments: { ...input } });
      const [first] = content as { readonly text: string }[];
      return { isError: isError === true, text: first?.text ?? '', value: structuredContent };
    },
  };
}

/** Over the stdin and stdout of `tollkeeper mcp`. */
export function connectStdio(env: Readonly<Record<string, string>>): Promise<Connected> {
  const command = `${root}node_modules/.bin/node`;
  const args = ['companion/cli.ts', 'mcp'];
  const transport = new StdioClientTransport({
    command,
    args,
    cwd: root,
    env: { PATH: process.env.PATH ?? '', ...env },
  });
  return connect(transport);
}

/** Over the running companion's `/mcp`. */
export function connectHttp({ origin, apiToken }: Pick<Running, 'origin' | 'apiToken'>): Promise<Connected> {
  const headers = { authorization: `Bearer ${apiToken}` };
  const transport = new StreamableHTTPClientTransport(new URL(`${origin}/mcp`), { requestInit: { headers } });
  // Its session's id is declared without undefined, which the interface that it implements allows.
  return connect(transport as Transport);
}
