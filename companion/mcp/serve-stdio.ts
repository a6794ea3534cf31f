import { once } from 'node:events';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { speak } from '../terminal/speak.ts';
import type { McpDesk } from './mcp-tool.ts';
import { openMcpServer } from './open-mcp-server.ts';

/** What serving needs besides a desk. */
export interface ServeStdioOptions {
  readonly version: string;
  /** What is no answer to the client: stdout is the protocol's. */
  readonly complain: (line: string) => void;
  readonly stopped: AbortSignal;
}

/** Serves a client over stdin and stdout, until it closes stdin, sends what has no end, or we are stopped. */
export async function serveStdio(desk: McpDesk, { version, complain, stopped }: ServeStdioOptions): Promise<void> {
  const server = openMcpServer(desk, version);
  const closed = new Promise<void>((resolve) => {
    server.onclose = resolve;
  });
  server.onerror = () => complain(speak('serveStdio.somethingThatIsNoMessage'));
  await server.connect(new StdioServerTransport());
  await Promise.race([
    closed,
    once(process.stdin, 'end'),
    ...(stopped.aborted ? [Promise.resolve()] : [once(stopped, 'abort')]),
  ]);
  await server.close();
}
