import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserKinds, type DrivenBrowser, type DrivenPage } from './support/driver.ts';
import { type LabServer, startLab } from './tap/lab-server.ts';
import { launchTapBrowser, TAPS } from './tap/tap-browser.ts';

const CHAT = '/v1/chat/completions';
const MEANS = ['fetch', 'xhr'] as const;
const USAGE = { 'input-tokens': 12, 'output-tokens': 8 };

interface Heard {
  readonly kind: string;
  readonly call: number;
  readonly [name: string]: unknown;
}

describe.each(browserKinds)('the tap with a bridge, in %s', (kind) => {
  let lab: LabServer;
  let browser: DrivenBrowser;
  let page: DrivenPage;

  beforeAll(async () => {
    lab = await startLab(TAPS[kind]);
    browser = await launchTapBrowser(kind);
    page = await browser.newPage();
  });

  afterAll(async () => {
    await browser?.close();
    await lab?.close();
  });

  beforeEach(async () => {
    lab.clear();
    await page.goto(lab.url('a', '/pages/blank.html'));
  });

  /** Runs the body of an async function in the page; what it returns travels as JSON. */
  const run = <R>(body: string, ...args: readonly unknown[]): Promise<R> =>
    page.evaluate<R>(`async (means, path) => { ${body} }`, ...(args as [])) as Promise<R>;
  const heard = (): Promise<readonly Heard[]> => page.evaluate<readonly Heard[]>('heard');
  const kinds = async (): Promise<readonly string[]> => (await heard()).map((message) => message.kind);

  describe.each(MEANS)('over %s', (means) => {
    it('a call is reviewed with its sizes and key, sent, and settled with its usage', async () => {
      const answer = await run<[number, string]>(`return send(means, '${CHAT}?lab=json', chat())`, means);
      await run("await hear('outcome')");
      expect(answer[0]).toBe(200);
      const [review, sent, outcome] = await heard();
      expect(review).toMatchObject({ kind: 'review', surface: 'sandbox/chat', key: 'sk-lab', canRetry: true });
      expect(review?.draft).toMatchObject({ model: 'toll-mini', isStream: false, outputTokensMax: null });
      expect(sent).toMatchObject({ kind: 'sent', call: review?.call, draft: review?.draft });
      expect(outcome).toMatchObject({ kind: 'outcome', call: review?.call, outcome: { kind: 'answer', usage: USAGE } });
    });

    it('no text of a prompt crosses the channel', async () => {
      await run(`await send(means, '${CHAT}?lab=json', chat({ model: 'toll-large' })); await hear('outcome')`, means);
      expect(JSON.stringify(await heard())).not.toContain('good morning');
    });

    it('a cancelled call never leaves, and the page sees an abort', async () => {
      const error = await run<string>(`bridge('cancel'); return send(means, '${CHAT}', chat()).catch(String)`, means);
      expect(error).toMatch(means === 'fetch' ? /^AbortError/ : /^Error: abort true 4/);
      expect(lab.requests(CHAT)).toEqual([]);
      expect(await kinds()).toEqual(['review']);
    });

    it('a changed call leaves changed, and says so', async () => {
      await run(
        `bridge('script');
        const answer = send(means, '/v1/enrich?lab=json', enrich(25));
        say({ kind: 'release', call: (await take('review')).call, revision: { kind: 'batch', keep: 21 } });
        await answer`,
        means,
      );
      const [request] = lab.requests('/v1/enrich');
      expect(JSON.parse(request?.body ?? '').records).toHaveLength(21);
      expect(request?.headers['content-type']).toBe('application/json');
      expect((await heard()).find((message) => message.kind === 'sent')?.draft).toMatchObject({
        units: { meter: 'records', count: 21 },
      });
    });

    it('a change that cannot be made sends nothing', async () => {
      const error = await run<string>(
        `bridge('script');
        const answer = send(means, '${CHAT}', chat()).catch(String);
        say({ kind: 'release', call: (await take('review')).call, revision: { kind: 'batch', keep: 2 } });
        return answer`,
        means,
      );
      expect(error).toMatch(/abort/i);
      expect(lab.requests(CHAT)).toEqual([]);
    });

    it('the records that were left out can be sent, and their answer be copied', async () => {
      const text = await run<string>(
        `bridge('script');
        const answer = send(means, '/v1/enrich?lab=json', enrich(25));
        const { call } = await take('review');
        say({ kind: 'release', call, revision: { kind: 'batch', keep: 21 } });
        await answer;
        await take('outcome');
        say({ kind: 'send-rest', call, next: 1001 });
        await take('outcome');
        say({ kind: 'send-rest', call, next: 1002 });
        say({ kind: 'ask-text', call, which: 'answer' });
        return (await take('text')).text`,
        means,
      );
      expect(text).toContain('Good morning');
      const sizes = lab.requests('/v1/enrich').map((request) => JSON.parse(request.body).records.length);
      // A second click sends nothing.
      expect(sizes).toEqual([21, 4]);
    });

    it('the text the user wrote can be copied after the page gave up', async () => {
      const text = await run<string>(
        `bridge('script');
        let leave;
        const answer = send(means, '${CHAT}', chat(), (control) => { leave = () => control.abort(); }).catch(String);
        const { call } = await take('review');
        say({ kind: 'held', call });
        leave();
        await answer;
        const { reason } = await take('gone');
        say({ kind: 'ask-text', call, which: 'message' });
        return [reason, await answer, (await take('text')).text].join('|')`,
        means,
      );
      expect(text).toMatch(/^abort\|.*abort.*\|Say good morning$/i);
      expect(lab.requests(CHAT)).toEqual([]);
    });

    it('a timeout of the page ends a held call', async () => {
      const seen = await run<string>(
        `bridge('script');
        const init = means === 'fetch' ? { ...chat(), signal: AbortSignal.timeout(100) } : chat();
        const answer = means === 'fetch'
          ? fetch('${CHAT}', init).catch(String)
          : send(means, '${CHAT}', init, (xhr) => { xhr.timeout = 100; }).catch(String);
        return [await answer, (await take('gone')).reason].join('|')`,
        means,
      );
      expect(seen).toMatch(/^(TimeoutError.*|Error: timeout false 4)\|timeout$/);
      expect(lab.requests(CHAT)).toEqual([]);
    });

    it('a card keeps a call waiting beyond the time for a verdict', async () => {
      const [before, status] = await run<[number, number]>(
        `bridge('script');
        let isDone = 0;
        const answer = send(means, '${CHAT}?lab=json', chat()).then(([status]) => { isDone = status; });
        const { call } = await take('review');
        say({ kind: 'held', call });
        await sleep(700);
        const before = isDone;
        say({ kind: 'release', call, revision: null });
        await answer;
        return [before, isDone]`,
        means,
      );
      expect([before, status]).toEqual([0, 200]);
    });

    it('a bridge that says nothing costs one short wait, then none', async () => {
      const [first, second] = await run<[number, number]>(
        `bridge('script');
        const times = [];
        for (let round = 0; round < 2; round++) {
          const begin = performance.now();
          await send(means, '${CHAT}?lab=json', chat());
          times.push(performance.now() - begin);
        }
        return times`,
        means,
      );
      expect(first).toBeGreaterThan(390);
      expect(second).toBeLessThan(first);
      await run("await until(() => heard.filter(({ kind }) => kind === 'outcome').length === 2)");
      expect(await kinds()).toEqual(['review', 'passed', 'outcome', 'passed', 'outcome']);
      expect((await heard())[1]).toMatchObject({ why: 'no-verdict' });
    });

    it('a bridge that goes away lets everything go at once', async () => {
      const status = await run<number>(
        `bridge('script');
        const answer = send(means, '${CHAT}?lab=json', chat());
        say({ kind: 'held', call: (await take('review')).call });
        say({ kind: 'config', surfaces: [], isOff: true });
        const [status] = await answer;
        const begin = performance.now();
        await send(means, '${CHAT}?lab=json', chat());
        return performance.now() - begin < 350 ? status : 0`,
        means,
      );
      expect(status).toBe(200);
    });

    it('a refusal is withheld, and the retry is all the page sees', async () => {
      const [status, text] = await run<[number, string]>(
        `bridge('script');
        const answer = send(means, '${CHAT}?lab=once&once=' + means + Math.random(), chat());
        const { call } = await take('review');
        say({ kind: 'release', call, revision: null });
        await take('outcome');
        say({ kind: 'held', call });
        await sleep(600);
        say({ kind: 'retry', call, next: 1001, revision: { kind: 'output-max', outputTokensMax: 50 } });
        return answer`,
        means,
      );
      await run("await take('outcome')");
      expect([status, text.slice(0, 5)]).toEqual([200, '{"id"']);
      const outcomes = (await heard()).filter((message) => message.kind === 'outcome');
      expect(outcomes[0]?.outcome).toMatchObject({ kind: 'failed', status: 402, isWithheld: true });
      expect(outcomes[1]).toMatchObject({ call: 1001, outcome: { kind: 'answer', usage: USAGE } });
      const bodies = lab.requests(CHAT).map((request) => JSON.parse(request.body).max_tokens);
      expect(bodies).toEqual([undefined, 50]);
      expect(lab.requests(CHAT)[1]?.headers.authorization).toBe('Bearer sk-lab');
    });

    it('a second refusal is withheld under the number of its attempt', async () => {
      const [status] = await run<[number]>(
        `bridge('script');
        const answer = send(means, '${CHAT}?lab=status&status=402', chat());
        say({ kind: 'release', call: (await take('review')).call, revision: null });
        say({ kind: 'retry', call: (await take('outcome')).call, next: 1001, revision: null });
        say({ kind: 'deliver', call: (await take('outcome')).call });
        return answer`,
        means,
      );
      expect(status).toBe(402);
      const calls = (await heard()).filter((message) => message.kind === 'outcome').map((message) => message.call);
      expect(calls).toEqual([1, 1001]);
    });

    it('a refusal that is handed over is the original, byte for byte', async () => {
      const [status, text] = await run<[number, string]>(
        `return send(means, '${CHAT}?lab=status&status=402', chat())`,
        means,
      );
      expect([status, text]).toEqual([
        402,
        '{"error":{"code":"INSUFFICIENT_BALANCE","message":"You do not have enough credits to perform this action."}}',
      ]);
    });

    it('a page that gives up while a refusal is withheld sees an abort', async () => {
      const seen = await run<string>(
        `bridge('script');
        let leave;
        const answer = send(means, '${CHAT}?lab=status&status=402', chat(), (control) => {
          leave = () => control.abort();
        }).catch(String);
        const { call } = await take('review');
        say({ kind: 'release', call, revision: null });
        await take('outcome');
        say({ kind: 'held', call });
        await sleep(50);
        leave();
        return [await answer, (await take('gone')).call === call].join('|')`,
        means,
      );
      expect(seen).toMatch(/abort.*\|true$/i);
    });

    it('a stream without its end is a cut, with what was seen', async () => {
      await run(`await send(means, '${CHAT}?lab=sse-break', chat({ stream: true })).catch(() => {})`, means);
      const { outcome } = await run<Heard>("return take('outcome')");
      expect(outcome).toMatchObject({ kind: 'cut', usage: null });
    });

    it('a network error is reported as one, and not in words of the page', async () => {
      const error = await run<string>(`return send(means, '${CHAT}?lab=reset', chat()).catch(String)`, means);
      const { outcome } = await run<Heard>("return take('outcome')");
      expect(error).toMatch(/error/i);
      expect(outcome).toEqual({ kind: 'error', status: null });
    });

    it('what is not understood goes out unreviewed, and is still settled', async () => {
      await run(`await send(means, '${CHAT}?lab=json', { ...chat(), body: 'hello {' })`, means);
      await run("await hear('outcome')");
      expect(await kinds()).toEqual(['passed', 'outcome']);
      expect((await heard())[0]).toMatchObject({ why: 'not-understood', draft: null });
    });

    it('a balance the page reads is passed on with its address', async () => {
      await run(
        `if (means === 'fetch') await (await fetch('/console/api/account?lab=json')).json();
        else {
          const xhr = new XMLHttpRequest();
          xhr.open('GET', '/console/api/account?lab=json');
          xhr.send();
        }
        await hear('reading')`,
        means,
      );
      const [reading] = await heard();
      expect(reading).toMatchObject({ kind: 'reading', surface: 'sandbox/account' });
      expect(reading?.url).toBe(lab.url('a', '/console/api/account?lab=json'));
      expect(JSON.parse(String(reading?.bodyText)).usage.total_tokens).toBe(20);
    });
  });

  it('a stream is metered as the page reads it, and a Stop button is a cut that reaches the server', async () => {
    await run(
      `const response = await fetch('${CHAT}?lab=sse-on&stop', chat({ stream: true }));
      const reader = response.body.getReader();
      let text = '';
      while (!text.includes('morning')) text += new TextDecoder().decode((await reader.read()).value);
      await reader.cancel();
      await hear('outcome')`,
    );
    const outcome = (await heard()).at(-1)?.outcome as { kind: string; output: { likely: number } };
    expect(outcome.kind).toBe('cut');
    expect(outcome.output.likely).toBeGreaterThan(0);
    expect(await lab.isCut('&stop', 5000)).toBe(true);
  });

  it('beacons, keepalive and blocking requests are never held', async () => {
    await run(
      `bridge('cancel');
      navigator.sendBeacon('${CHAT}?lab=json', chat().body);
      await (await fetch('${CHAT}?lab=json', { ...chat(), keepalive: true })).text();
      const xhr = new XMLHttpRequest();
      xhr.open('POST', '${CHAT}?lab=json', false);
      xhr.send(chat().body);
      await until(() => heard.filter(({ kind }) => kind === 'outcome').length === 3)`,
    );
    const passed = (await heard()).filter((message) => message.kind === 'passed');
    expect(passed.map((message) => message.why)).toEqual(['beacon', 'keepalive', 'sync']);
    expect(lab.requests(CHAT)).toHaveLength(3);
  });

  it('a page that leaves cuts its streams and drops what it holds', async () => {
    await run(
      `window.reader = (await fetch('${CHAT}?lab=sse-on', chat({ stream: true }))).body.getReader();
      await window.reader.read();
      bridge('script');
      fetch('${CHAT}?lab=json&held', chat()).catch(() => {});
      const { call } = await until(() => heard.filter(({ kind }) => kind === 'review')[1]);
      say({ kind: 'held', call })`,
    );
    await page.goto(lab.url('a', '/pages/blank.html'));
    expect(lab.requests('&held')).toEqual([]);
    expect(await lab.isCut('lab=sse-on', 5000)).toBe(true);
  });

  it('a page that patches what it can gets neither the port nor a key, and breaks nothing', async () => {
    const stolen = await run<string[]>(
      `const stolen = [];
      const spy = (owner, name) => {
        const { get, value, ...rest } = Object.getOwnPropertyDescriptor(owner, name);
        const native = get ?? value;
        const patched = function (...args) {
          if ([this, ...args].some((one) => one instanceof MessagePort)) stolen.push(name);
          if (args.some((one) => one?.kind === 'review')) stolen.push(name);
          return Reflect.apply(native, this, args);
        };
        Object.defineProperty(owner, name, { ...rest, ...(get ? { get: patched } : { value: patched }) });
      };
      spy(MessagePort.prototype, 'postMessage');
      spy(MessageEvent.prototype, 'data');
      spy(MessageEvent.prototype, 'ports');
      spy(EventTarget.prototype, 'addEventListener');
      spy(Reflect, 'apply');
      spy(Map.prototype, 'get');
      spy(WeakMap.prototype, 'get');
      spy(Promise.prototype, 'then');
      spy(Array.prototype, 'push');
      JSON.parse = () => { throw new Error('of the page'); };
      const { then } = Promise.prototype;
      Promise.prototype.then = () => { throw new Error('of the page'); };
      Response.prototype.clone = () => { throw new Error('of the page'); };
      setTimeout = () => 0;
      const response = await fetch('${CHAT}?lab=json', chat());
      const text = await response.text();
      Promise.prototype.then = then;
      return [response.status, text.length, ...stolen]`,
    );
    expect(stolen).toEqual([200, 202]);
  });

  it('a second tap in a window replaces the first', async () => {
    await run(
      `const source = await (await fetch('/tap.js')).text();
      const native = Function.prototype.toString.call(fetch);
      document.addEventListener('tollkeeper:tap', () => {
        const { port1, port2 } = new MessageChannel();
        window.second = [];
        port1.onmessage = ({ data }) => {
          window.second.push(data.kind);
          if (data.kind === 'review') port1.postMessage({ kind: 'release', call: data.call, revision: null });
        };
        document.dispatchEvent(new MessageEvent('tollkeeper:port', { ports: [port2] }));
      });
      (0, eval)(source);
      await (await fetch('${CHAT}?lab=json', chat())).text();
      await until(() => window.second.includes('outcome'));
      window.isNative = native === Function.prototype.toString.call(fetch)`,
    );
    expect(await page.evaluate('[heard.length, window.second.join(), window.isNative]')).toEqual([
      0,
      'review,sent,outcome',
      true,
    ]);
  });
});
