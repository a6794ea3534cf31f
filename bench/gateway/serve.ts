import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request as ask } from 'undici';
import { NO_REVIEW } from '../../companion/gateway/review-port.ts';
import { startGateway } from '../../companion/gateway/start-gateway.ts';

/*
 * One server of the bench in a process of its own: `node serve.ts provider`, `bare <origin>` or `gateway <origin>`. Says its
 * port in a line, and ends with its input.
 */

const [role = '', origin = ''] = process.argv.slice(2);

const ANSWER = JSON.stringify({
  id: 'c1',
  object: 'chat.completion',
  model: 'gpt-4o',
  choices: [{ index: 0, message: { role: 'assistant', content: 'word '.repeat(150) }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 200, completion_tokens: 150, total_tokens: 350 },
});
const EVENT = `data: ${JSON.stringify({ choices: [{ delta: { content: 'word ' } }] })}\n\n`;

/** A provider that takes no time: what is measured is what stands before it. */
const provider: RequestListener = (request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    if (!body.includes('"stream":true')) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': ANSWER.length }).end(ANSWER);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(EVENT);
    response.end(`${EVENT.repeat(50)}data: [DONE]\n\n`);
  });
};

/** The least that carries a call: `node:http` and `undici.request`, and nothing looked at. */
function bare(): RequestListener {
  const dispatcher = new Agent();
  return (request, response) => {
    const { host: _, connection: __, ...headers } = request.headers;
    const path = (request.url ?? '').replace('/openai', '');
    void ask(origin + path, { method: 'POST', headers, body: request, dispatcher }).then((answer) => {
      const { connection: _connection, 'transfer-encoding': _coding, ...back } = answer.headers;
      response.writeHead(answer.statusCode, back);
      answer.body.pipe(response);
    });
  };
}

async function listen(): Promise<number> {
  if (role === 'gateway') {
    const access = { findTool: () => null, findAccount: () => null };
    const gateway = await startGateway({ port: 0, review: NO_REVIEW, access, standIns: { openai: origin } });
    return gateway.port;
  }
  const server = createServer(role === 'bare' ? bare() : provider);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

console.log(await listen());
process.stdin.on('end', () => process.exit(0)).resume();
