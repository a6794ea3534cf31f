import { describe, expect, it } from 'vitest';
import { browserKinds } from './support/driver.ts';
import { CHAT, type Heard, MEANS, useTapPage } from './tap/tap-page.ts';

describe.each(browserKinds)('an answer the tap sees, in %s', (kind) => {
  const { lab, page, run, heard } = useTapPage(kind);

  describe.each(MEANS)('over %s', (means) => {
    it('a refusal is withheld, and the retry is all the page sees', async () => {
      const [status, text] = await run<[number, string]>(
        `bridge('script');
        const answer = send(means, '${CHAT}?lab=once&once=' + means + Math.random(), chat());
        const { call } = await take('review');
        say({ kind: 'release', call, bodyText: null });
        await take('outcome');
        say({ kind: 'held', call });
        await sleep(600);
        say({ kind: 'retry', call, next: 1001, bodyText: chat({ max_tokens: 50 }).body });
        return answer`,
        means,
      );
      await run("await take('outcome')");
      expect([status, text.slice(0, 5)]).toEqual([200, '{"id"']);
      const outcomes = (await heard()).filter((message) => message.kind === 'outcome');
      expect(outcomes[0]?.outcome).toMatchObject({ kind: 'failed', status: 402, isWithheld: true });
      expect(outcomes[1]).toMatchObject({ call: 1001, outcome: { kind: 'answer', isWhole: true } });
      const bodies = lab()
        .requests(CHAT)
        .map((request) => JSON.parse(request.body).max_tokens);
      expect(bodies).toEqual([undefined, 50]);
      expect(lab().requests(CHAT)[1]?.headers.authorization).toBe('Bearer sk-lab');
    });

    it('a retry sends what it is told to, or else what the page wrote', async () => {
      await run(
        `bridge('script');
        const answer = send(means, '/v1/enrich?lab=status&status=402', enrich(25));
        const { call } = await take('review');
        say({ kind: 'release', call, bodyText: enrich(21).body });
        await take('outcome');
        say({ kind: 'retry', call, next: 1001, bodyText: enrich(20).body });
        await take('outcome');
        say({ kind: 'retry', call: 1001, next: 1002, bodyText: null });
        await take('outcome');
        say({ kind: 'deliver', call: 1002 });
        await answer`,
        means,
      );
      const sizes = lab()
        .requests('/v1/enrich')
        .map((request) => JSON.parse(request.body).records.length);
      expect(sizes).toEqual([21, 20, 25]);
    });

    it('a second refusal is withheld under the number of its attempt', async () => {
      const [status] = await run<[number]>(
        `bridge('script');
        const answer = send(means, '${CHAT}?lab=status&status=402', chat());
        say({ kind: 'release', call: (await take('review')).call, bodyText: null });
        say({ kind: 'retry', call: (await take('outcome')).call, next: 1001, bodyText: null });
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
        say({ kind: 'release', call, bodyText: null });
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
      expect(outcome).toEqual({ kind: 'answer', isWhole: false });
      expect(JSON.stringify(await heard())).toContain('morning');
    });

    it('a network error is reported as one, and not in words of the page', async () => {
      const error = await run<string>(`return send(means, '${CHAT}?lab=reset', chat()).catch(String)`, means);
      const { outcome } = await run<Heard>("return take('outcome')");
      expect(error).toMatch(/error/i);
      expect(outcome).toEqual({ kind: 'error' });
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
      expect(reading?.url).toBe(lab().url('a', '/console/api/account?lab=json'));
      expect(JSON.parse(String(reading?.text)).usage.total_tokens).toBe(20);
    });

    it('a balance is as old as the question, however late its answer', async () => {
      const [before, after, reading] = await run<[number, number, { askedAt: number }]>(
        `const before = performance.now();
        const path = '/console/api/account?lab=slow';
        if (means === 'fetch') void fetch(path).then((response) => response.json());
        else {
          const xhr = new XMLHttpRequest();
          xhr.open('GET', path);
          xhr.send();
        }
        return [before, performance.now(), await take('reading')]`,
        means,
      );
      expect(reading.askedAt).toBeGreaterThanOrEqual(before);
      expect(reading.askedAt).toBeLessThanOrEqual(after);
    });
  });

  it('a balance that the page reads parsed is told as it was written, or not at all', async () => {
    const [ofFetch, ofXhr] = await run<[string, string]>(
      `await (await fetch('/console/api/account?lab=large')).json();
      const { text } = await take('reading');
      const xhr = new XMLHttpRequest();
      xhr.open('GET', '/console/api/account?lab=large');
      xhr.responseType = 'json';
      xhr.send();
      return [text, (await take('reading')).text]`,
    );
    expect([ofFetch, ofXhr]).toEqual(['{ "units": 90071992547409930001 }', '{"units":null}']);
  });

  it('a stream is told as the page reads it, and a Stop button is a cut that reaches the server', async () => {
    await run(
      `const response = await fetch('${CHAT}?lab=sse-on&stop', chat({ stream: true }));
      const reader = response.body.getReader();
      let text = '';
      while (!text.includes('morning')) text += new TextDecoder().decode((await reader.read()).value);
      await reader.cancel();
      await hear('outcome')`,
    );
    expect((await heard()).at(-1)?.outcome).toEqual({ kind: 'answer', isWhole: false });
    expect(JSON.stringify(await heard())).toContain('morning');
    expect(await lab().isCut('&stop', 5000)).toBe(true);
  });

  it('while a refusal of an XMLHttpRequest is withheld, nothing of it can be seen', async () => {
    const seen = await run<unknown[]>(
      `bridge('script');
      const look = (xhr) => [
        xhr.readyState, xhr.status, xhr.statusText, xhr.responseURL, xhr.getAllResponseHeaders(),
        xhr.getResponseHeader('content-type'), xhr.getResponseHeader.name, xhr.response, xhr.responseXML,
      ];
      const xhr = new XMLHttpRequest();
      xhr.open('POST', '${CHAT}?lab=status&status=402');
      xhr.setRequestHeader('content-type', 'application/json');
      xhr.send(chat().body);
      const before = look(xhr);
      const { call } = await take('review');
      say({ kind: 'release', call, bodyText: null });
      await take('outcome');
      say({ kind: 'held', call });
      await sleep(20);
      const withheld = look(xhr);
      const refused = String(await Promise.resolve().then(() => xhr.getResponseHeader()).catch((error) => error.name));
      say({ kind: 'deliver', call });
      await until(() => xhr.readyState === 4);
      return [before, withheld, refused, look(xhr)]`,
    );
    const open = [1, 0, '', '', '', null, 'getResponseHeader', '', null];
    expect(seen.slice(0, 3)).toEqual([open, open, 'TypeError']);
    expect((seen[3] as unknown[]).slice(0, 4)).toEqual([4, 402, 'Payment Required', expect.stringContaining(CHAT)]);
    expect(JSON.stringify(seen[3])).toContain('retry-after: 7');
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
    expect(lab().requests(CHAT)).toHaveLength(3);
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
    await page().goto(lab().url('a', '/pages/blank.html'));
    expect(lab().requests('&held')).toEqual([]);
    expect(await lab().isCut('lab=sse-on', 5000)).toBe(true);
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

  it.each(MEANS)('nothing that a page can patch later is asked, over %s', async (means) => {
    const asked = await run<string[]>(
      `const asked = new Set();
      let isLooking = false;
      const note = (name) => {
        if (isLooking) return;
        isLooking = true;
        const lines = new Error().stack.split('\\n');
        const caller = lines[lines.findIndex((line) => line.includes('patched')) + 1] ?? '';
        // Firefox gives scripts of an extension that run in the page no name.
        if (/[/]tap[.]js|@<anonymous code>/.test(caller)) asked.add(name);
        isLooking = false;
      };
      const spy = (owner, ownerName, keys = Reflect.ownKeys(owner)) => {
        for (const key of keys) {
          const { ...before } = Object.getOwnPropertyDescriptor(owner, key);
          const part = before.get ? 'get' : 'value';
          const native = before[part];
          if (key === 'constructor' || !before.configurable || typeof native !== 'function') continue;
          const name = ownerName + '.' + String(key);
          const { apply } = spy;
          before[part] = function patched(...args) {
            note(name);
            return apply(native, this, args);
          };
          Object.defineProperty(owner, key, before);
        }
      };
      spy.apply = Reflect.apply;
      const classes = [Array, String, RegExp, Map, WeakMap, Set, Promise, Function, URL, Headers, Request, Response, Blob,
        XMLHttpRequest, EventTarget, Event, MessagePort, MessageEvent, ReadableStream, ReadableStreamDefaultReader,
        TextDecoder, Performance, AbortSignal, DOMException];
      const iterators = [[][Symbol.iterator](), ''[Symbol.iterator](), new Map()[Symbol.iterator]()];
      for (const iterator of iterators) spy(Object.getPrototypeOf(iterator), 'iterator', ['next']);
      for (const one of classes) spy(one.prototype, one.name);
      for (const name of ['Object', 'Reflect', 'JSON', 'Math']) spy(window[name], name);
      bridge('script');
      const answer = send(means, '/v1/enrich?lab=once&once=' + means + performance.now(), enrich(25));
      const { call } = await take('review');
      say({ kind: 'release', call, bodyText: enrich(21).body });
      await take('outcome');
      say({ kind: 'retry', call, next: 1001, bodyText: enrich(20).body });
      await take('outcome');
      say({ kind: 'send-rest', call: 1001, next: 1002, bodyText: enrich(4).body });
      await take('outcome');
      const refused = send(means, '${CHAT}?lab=status&status=402', chat());
      say({ kind: 'release', call: (await take('review')).call, bodyText: null });
      say({ kind: 'deliver', call: (await take('outcome')).call });
      const streamed = send(means, '${CHAT}?lab=sse', { ...chat(), body: new TextEncoder().encode(chat().body) });
      say({ kind: 'release', call: (await take('review')).call, bodyText: chat({ max_tokens: 5 }).body });
      await take('outcome');
      const cancelled = send(means, '${CHAT}', chat()).catch(() => [0]);
      say({ kind: 'cancel', call: (await take('review')).call });
      const slow = (xhr) => { xhr.timeout = 50; };
      const timed = means === 'xhr' ? send(means, '${CHAT}', chat(), slow).catch(() => [0]) : [0];
      const answers = await Promise.all([answer, refused, streamed, cancelled, timed]);
      return [...asked].sort().concat(answers.map(([status]) => String(status)))`,
      means,
    );
    expect(asked).toEqual(['200', '402', '200', '0', '0']);
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
          if (data.kind === 'review') port1.postMessage({ kind: 'release', call: data.call, bodyText: null });
        };
        document.dispatchEvent(new MessageEvent('tollkeeper:port', { ports: [port2] }));
      });
      (0, eval)(source);
      await (await fetch('${CHAT}?lab=json', chat())).text();
      await until(() => window.second.includes('outcome'));
      window.isNative = native === Function.prototype.toString.call(fetch)`,
    );
    expect(await page().evaluate('[heard.length, window.second.join(), window.isNative]')).toEqual([
      0,
      'review,sent,body,outcome',
      true,
    ]);
  });
});
