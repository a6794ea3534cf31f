import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserKinds } from '../support/driver.ts';
import { type PageServer, startPageServer } from '../support/page-server.ts';
import { onlyRecord, openTabs } from './calls.ts';
import { CHIP, openRoad, type Road, waitFor } from './road.ts';

/** Ports where testing builds look for OpenAI's stand-in (lib/providers/testing-places.ts). */
const PORTS = [4518, 4617] as const;

/** A page of which no file of ours says anything: it sends what is typed on Enter, and empties the field. */
const page = (port: number): string => `<!doctype html><html lang="en"><head><title>A playground</title></head><body>
<label>Find <input name="find"></label><div style="height: 200px"></div>
<textarea name="prompt" rows="3" cols="60"></textarea><p id="answer"></p><script>
const prompt = document.querySelector('textarea');
prompt.addEventListener('keydown', async (event) => {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  const body = { model: 'gpt-4o', max_tokens: 300, messages: [{ role: 'user', content: prompt.value }] };
  prompt.value = '';
  const response = await fetch('http://openai.localhost:${port}/v1/chat/completions', {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer sk-stand-in-0123456789' },
    body: JSON.stringify(body),
  });
  document.querySelector('#answer').textContent = (await response.json()).choices[0].message.content;
});
</script></body></html>`;

function answer(request: IncomingMessage, response: ServerResponse): void {
  const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
  response.writeHead(200, { ...cors, 'content-type': 'application/json' });
  if (request.method === 'OPTIONS') return void response.end();
  const message = { role: 'assistant', content: 'A road that is paid for.' };
  const usage = { prompt_tokens: 14, completion_tokens: 7, total_tokens: 21 };
  response.end(JSON.stringify({ model: 'gpt-4o', choices: [{ index: 0, finish_reason: 'stop', message }], usage }));
}

describe.each(browserKinds)('a page that nobody has described (%s)', (kind) => {
  let road: Road;
  let service: PageServer;
  beforeAll(async () => {
    const routes = { '/v1/chat/completions': answer };
    service = await startPageServer(
      {
        ...routes,
        '/playground': (_request, response) => {
          response.setHeader('content-type', 'text/html; charset=utf-8');
          response.end(page(service.port));
        },
      },
      { ports: PORTS },
    );
    road = await openRoad(kind);
  });
  afterAll(async () => {
    await road?.close();
    await service?.close();
  });
  beforeEach(() => road.reset());
  const tabs = openTabs();

  it.each([
    ['the provider’s own', 'openai'],
    ['somebody else’s', 'app'],
  ])('%s: the chip is beside the field from the first call on', async (_whose, name) => {
    const tab = tabs.add(await road.browser.newPage());
    await tab.goto(service.url(name, '/playground'));
    const text = (): Promise<string> =>
      tab
        .ui(CHIP)
        .text()
        .catch(() => '');
    await tab.type('textarea', 'What is a toll road?');
    await tab.press('Enter');
    await tab.waitFor(() => document.querySelector('#answer')?.textContent !== '', { what: 'the answer' });
    await waitFor(async () => /^cost \$/.test(await text()), 'what the first call did cost');
    // 14 × $2.50 and 7 × $10 for a million.
    expect((await onlyRecord(road)).cost?.likelyNano).toBe('105000n');
    await tab.type('textarea', 'And who pays?');
    await expect.poll(text, { timeout: 8000 }).toMatch(/^(?!cost).*\$\d/);
    await tabs.close();
  });

  it('beside no other field', async () => {
    const tab = tabs.add(await road.browser.newPage());
    await tab.goto(service.url('openai', '/playground'));
    await tab.type('textarea', 'What is a toll road?');
    await tab.press('Enter');
    await waitFor(
      async () =>
        /cost/.test(
          await tab
            .ui(CHIP)
            .text()
            .catch(() => ''),
        ),
      'what the call did cost',
    );
    const said = await tab.ui(CHIP).text();
    await tab.type('input', 'something else');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(
      await tab
        .ui(CHIP)
        .text()
        .catch(() => said),
    ).toBe(said);
    await tabs.close();
  });
});
