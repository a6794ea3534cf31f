import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { Agent, request as ask } from 'undici';
import { NO_REVIEW } from '../../companion/gateway/review-port.ts';
import { startGateway } from '../../companion/gateway/start-gateway.ts';
import { openCompanion } from '../../companion/open-companion.ts';
import type { Budget } from '../../lib/budget/budget.ts';

/*
 * One server of the bench in a process of its own: `node serve.ts provider`, `bare <origin>`, `carrier <origin>` or
 * `companion <origin>`. Says its port in a line; for every line that it is given it says its memory and how long its event
 * loop stood still since the line before; ends with its input.
 */

const [role = '', origin = ''] = process.argv.slice(2);

const ANSWER = JSON.stringify({
  id: 'c1',
  object: 'chat.completion',
  model: 'gpt-4o',
  choices: [{ index: 0, message: { role: 'assistant', content: 'word '.repeat(150) }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 200, completion_tokens: 150, total_tokens: 350 },
});
const EVENT = `data: ${JSON.stringify({
  id: 'c1',
  object: 'chat.completion.chunk',
  created: 1_795_000_000,
  model: 'gpt-4o',
  choices: [{ index: 0, delta: { content: 'word ' }, finish_reason: null }],
})}\n\n`;

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

const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-bench-'));

/** The companion as `tollkeeper up` has it, with four budgets that every call draws on. */
async function companion(): Promise<number> {
  const { gateway, holds } = await openCompanion({
    ...{ folder, port: 0, standIns: { openai: origin }, zone: 'Europe/Vienna', version: 'bench', environment: {} },
    onTrouble: (what, error) => console.error(what, error),
  });
  for (const kind of ['hour', 'day', 'week', 'month'] as const) {
    const budget: Budget = {
      ...{ id: kind, scope: { kind: 'everything' }, unit: { kind: 'money', currency: 'USD' }, limit: 10n ** 18n },
      ...{ window: { kind, zone: 'Europe/Vienna' }, isHard: true, onFailure: 'closed', raises: [] },
    };
    await holds.change({ id: `put-${kind}`, budgetId: kind, kind: 'put', budget });
  }
  return gateway.port;
}

async function listen(): Promise<number> {
  if (role === 'companion') return companion();
  if (role === 'carrier') {
    const access = { findTool: () => null, findAccount: () => null };
    const gateway = await startGateway({ port: 0, review: NO_REVIEW, access, standIns: { openai: origin } });
    return gateway.port;
  }
  const server = createServer(role === 'bare' ? bare() : provider);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

console.log(await listen());
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const lines = createInterface(process.stdin);
lines.on('line', () => {
  const { user, system } = process.cpuUsage();
  const rssMb = process.memoryUsage.rss() / 2 ** 20;
  console.log(JSON.stringify({ rssMb, stillMs: delay.max / 1e6, cpuMs: (user + system) / 1000 }));
  delay.reset();
});
lines.on('close', () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
