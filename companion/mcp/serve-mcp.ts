import type { IncomingMessage, ServerResponse } from 'node:http';
import { hasToken } from '../api/api-token.ts';
import type { ApiDesk } from '../api/route.ts';
import { askApi } from '../api/serve-api.ts';
import { createUserError } from '../commands/user-error.ts';
import type { McpDesk } from './mcp-tool.ts';

/** As much as the API takes. */
const BODY_BYTES_MAX = 1024 * 1024;

/** How MCP is served over HTTP. */
export interface ServeMcpOptions {
  readonly openDesk: () => ApiDesk;
  readonly token: () => string;
  readonly version: string;
}

/**
 * Answers `/mcp` (Streamable HTTP, without sessions: every request stands for itself, so that nothing is kept for a client that
 * never comes again); false: something else is asked for. The protocol is loaded when somebody asks.
 */
export function serveMcp({
  openDesk,
  token,
  version,
}: ServeMcpOptions): (request: IncomingMessage, response: ServerResponse) => boolean {
  const desk: McpDesk = { ask: (asked) => ask(openDesk, asked), environment: null, now: Date.now };
  return (request, response) => {
    if (!/^\/mcp(?:\?|$)/.test(request.url ?? '')) return false;
    if (!hasToken(request.headers.authorization, token())) refuse(response, 401, NO_TOKEN);
    else if (request.method !== 'POST')
      refuse(response, 405, 'It is asked with POST; there are no sessions to listen to.');
    else answer(request, response, desk, version).catch(() => response.destroy());
    return true;
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  desk: McpDesk,
  version: string,
): Promise<void> {
  const [{ StreamableHTTPServerTransport }, { openMcpServer }] = await Promise.all([
    import('@modelcontextprotocol/sdk/server/streamableHttp.js'),
    import('./open-mcp-server.ts'),
  ]);
  const server = openMcpServer(desk, version);
  const transport = new StreamableHTTPServerTransport({
    enableJsonResponse: true,
    maxRequestBodySize: BODY_BYTES_MAX,
  });
  response.once('close', () => void server.close());
  // Its optional members are declared without undefined, which the interface that it implements allows.
  await server.connect(transport as Parameters<typeof server.connect>[0]);
  await transport.handleRequest(request, response);
}

async function ask<T>(openDesk: () => ApiDesk, asked: Parameters<McpDesk['ask']>[0]): Promise<T> {
  const { method = 'GET', path, body } = asked;
  return askApi<T>(openDesk, { method, path, ...(body && { body }) }).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : 'It gave no reason.';
    throw createUserError(
      { what: 'The companion said no.', why, todo: 'Put that right and try again.' },
      { cause: error },
    );
  });
}

const NO_TOKEN =
  'MCP is asked with the token of daemon.json in the data folder: Authorization: Bearer <token>. "tollkeeper mcp --http" shows how.';

/** In the protocol's own form, so that a client can show it. */
function refuse(response: ServerResponse, status: 401 | 405, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json', ...(status === 405 && { allow: 'POST' }) });
  response.end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32000, message } }));
}
