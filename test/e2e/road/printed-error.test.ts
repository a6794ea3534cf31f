import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { type PageServer, startPageServer } from '../support/page-server.ts';
import { CARD, clickOnCard, openRoad, type Road, setSettings, waitFor } from './road.ts';

/** Of the sandbox's surfaces (lib/providers/sandbox.ts), from where no sandbox gets to. */
const SURFACE_PORTS = [4180, 4217] as const;
const MESSAGE = 'You do not have "enough" credits to perform this action.';
/** What the page prints, in places where it may be explained and in places where it may not. */
const PLACES = ['list', 'late', 'own', 'pre', 'code', 'textarea', 'editable', 'editor', 'viewer', 'before'] as const;

/** A list as frameworks keep them: keyed rows, made anew from its state, its nodes kept and updated in place. */
const PAGE = `<!doctype html><html lang="en"><head><title>A chat</title></head><body>
<p id="before">${MESSAGE}</p>
<ul id="list"></ul><p id="late"></p><p id="own"></p><pre id="pre"></pre><p><code id="code"></code></p>
<textarea id="textarea"></textarea><div id="editable" contenteditable="true"></div>
<div class="cm-editor"><p id="editor"></p></div>
<div>{ <b>"message"</b>: <span id="viewer"></span> }</div><x-toast id="toast"></x-toast>
<script>
  const rows = new Map();
  globalThis.state = [];
  globalThis.problems = [];
  globalThis.render = () => {
    const list = document.querySelector('#list');
    for (const { id, text } of state) {
      if (!rows.has(id)) {
        const element = document.createElement('li');
        element.append(document.createTextNode(''));
        list.append(element);
        rows.set(id, { element, node: element.firstChild, text: '' });
      }
      const row = rows.get(id);
      if (row.element.parentNode !== list || row.element.childNodes.length !== 1 || row.element.firstChild !== row.node) {
        problems.push('row ' + id + ' is not as it was made');
      }
      if (row.text !== text) row.node.data = row.text = text;
    }
    for (const [id, { element }] of rows) {
      if (state.some((entry) => entry.id === id)) continue;
      list.removeChild(element);
      rows.delete(id);
    }
    if (list.childNodes.length !== state.length) problems.push('there are ' + list.childNodes.length + ' rows');
  };
  globalThis.send = async (status) => {
    const response = await fetch('/v1/chat/completions', {
      method: 'POST',
      headers: { authorization: 'Bearer sk-sandbox-1', 'content-type': 'application/json', 'x-status': String(status) },
      body: JSON.stringify({ model: 'toll-mini', max_tokens: 20, messages: [{ role: 'user', content: 'hello' }] }),
    });
    const body = await response.json();
    const text = body.error ? body.error.message : 'An answer.';
    state = [...state, { id: state.length, text: body.error ? 'Error: ' + text : text }];
    render();
    if (!body.error) return;
    for (const id of ['own', 'pre', 'code', 'editable', 'editor']) document.getElementById(id).textContent = text;
    document.getElementById('viewer').textContent = '"' + text + '"';
    const toast = document.getElementById('toast');
    (toast.shadowRoot ?? toast.attachShadow({ mode: 'open' })).innerHTML = '<p></p>';
    toast.shadowRoot.querySelector('p').textContent = text;
    document.getElementById('textarea').value = text;
    setTimeout(() => { document.getElementById('late').textContent = text; }, 300);
  };
</script></body></html>`;

describe.each(browserKinds)("the page's own printed error (%s)", (kind) => {
  let road: Road;
  let server: PageServer;
  let page: DrivenPage;
  beforeAll(async () => {
    road = await openRoad(kind);
    server = await startPageServer({ '/': PAGE, '/v1/chat/completions': answer }, { ports: SURFACE_PORTS });
  });
  afterAll(async () => {
    await road?.close();
    await server?.close();
  });
  beforeEach(async () => {
    await road.reset();
    page = await road.browser.newPage();
    await page.goto(server.url('a'));
    return () => page.close();
  });

  /** What stands in each place. */
  function read(): Promise<Record<(typeof PLACES)[number], string>> {
    return page.evaluate(readPlaces, PLACES);
  }

  const toastText = (): Promise<string> =>
    page.evaluate(() => document.getElementById('toast')?.shadowRoot?.textContent ?? '');

  /** A refused call, its card dismissed: the page prints the error it is handed. */
  async function sendAndDismiss(): Promise<void> {
    await page.press('Shift');
    await page.evaluate(() => void (globalThis as unknown as { send: (status: number) => void }).send(402));
    await page.ui(CARD).waitUntilShown();
    await clickOnCard(page, 'Close');
    await page.ui(CARD).waitUntilGone();
    await waitFor(async () => (await read()).list !== '', 'the page to print');
  }

  async function sendWell(): Promise<void> {
    await page.press('Shift');
    await page.evaluate(() => void (globalThis as unknown as { send: (status: number) => void }).send(200));
    await waitFor(async () => (await read()).list.includes('An answer.'), 'the answer');
  }

  const problems = (): Promise<string[]> =>
    page.evaluate(() => (globalThis as unknown as { problems: string[] }).problems);

  it("gets one human sentence beside it, early or late; evidence and people's own text are left alone", async () => {
    await sendAndDismiss();
    await waitFor(async () => (await read()).late !== MESSAGE && (await read()).late !== '', 'the late text to change');
    const now = await read();
    const [, sentence] =
      /^Error: You do not have "enough" credits to perform this action\. — (.+)$/.exec(now.list) ?? [];
    expect(sentence).toMatch(/^[A-Z].{10,}[.:]?$/);
    expect(now.own).toBe(`${MESSAGE} — ${sentence}`);
    expect(now.late).toBe(`${MESSAGE} — ${sentence}`);
    for (const place of ['pre', 'code', 'textarea', 'editable', 'editor', 'before'] as const)
      expect(now[place], place).toBe(MESSAGE);
    expect(now.viewer).toBe(`"${MESSAGE}"`);
    // A component that opened its root only to say so.
    await waitFor(async () => (await toastText()).endsWith(`— ${sentence}`), 'the text of the component');
  });

  it('keeps its nodes: a controlled list goes on rendering, and the text is back after the next success', async () => {
    await sendAndDismiss();
    await waitFor(async () => (await read()).list.includes('—'), 'the sentence');
    await page.evaluate(() => (globalThis as unknown as { render: () => void }).render());
    expect(await problems()).toEqual([]);
    expect((await read()).list).toContain('—');
    await sendWell();
    await waitFor(async () => !(await read()).list.includes('—'), 'the text as the page wrote it');
    const after = await read();
    expect(after.list).toBe(`Error: ${MESSAGE}\nAn answer.`);
    expect(after.own).toBe(MESSAGE);
    expect(await problems()).toEqual([]);
    // The framework changes and removes rows that were touched.
    await page.evaluate(changeList);
    expect((await read()).list).toBe('Something else');
    expect(await problems()).toEqual([]);
  });

  it('is left alone when the page changed it meanwhile, and when it comes after five seconds', async () => {
    await sendAndDismiss();
    await waitFor(async () => (await read()).own.includes('—'), 'the sentence');
    await page.evaluate(() => {
      const own = document.querySelector('#own');
      if (own) own.textContent = 'The page has something else to say.';
    });
    await new Promise((resolve) => setTimeout(resolve, 5200));
    await page.evaluate((text: string) => {
      const late = document.querySelector('#late');
      if (late) late.textContent = text;
    }, MESSAGE);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await read()).late).toBe(MESSAGE);
    await sendWell();
    await waitFor(async () => !(await read()).list.includes('—'), 'the text as the page wrote it');
    expect((await read()).own).toBe('The page has something else to say.');
  });

  it('is put back when the site is switched off', async () => {
    await sendAndDismiss();
    await waitFor(async () => (await read()).list.includes('—'), 'the sentence');
    await setSettings(road.browser, { sitesOff: [new URL(server.url('a')).origin] });
    await waitFor(async () => !(await read()).list.includes('—'), 'the text as the page wrote it');
    expect((await read()).list).toBe(`Error: ${MESSAGE}`);
    await setSettings(road.browser, { sitesOff: [] });
  });
});

function answer(request: IncomingMessage, response: ServerResponse): void {
  const isRefused = request.headers['x-status'] === '402';
  response.statusCode = isRefused ? 402 : 200;
  response.setHeader('content-type', 'application/json');
  const usage = { prompt_tokens: 8, completion_tokens: 2, total_tokens: 10 };
  const choices = [{ index: 0, message: { role: 'assistant', content: 'An answer.' }, finish_reason: 'stop' }];
  const error = { error: { message: MESSAGE, code: 'INSUFFICIENT_BALANCE' } };
  response.end(JSON.stringify(isRefused ? error : { id: 'c1', choices, usage }));
}

function readPlaces<P extends string>(places: readonly P[]): Record<P, string> {
  const texts: Record<string, string> = {};
  for (const place of places) {
    const element = document.getElementById(place);
    const rows = [...(element?.querySelectorAll('li') ?? [])].map((row) => row.textContent);
    texts[place] =
      element instanceof HTMLTextAreaElement ? element.value : rows.join('\n') || (element?.textContent ?? '');
  }
  return texts as Record<P, string>;
}

function changeList(): void {
  const page = globalThis as unknown as { state: unknown[]; render: () => void };
  page.state = [{ id: 0, text: 'Something else' }];
  page.render();
}
