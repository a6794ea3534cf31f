import { describe, expect, it } from 'vitest';
import { browserKinds } from './support/driver.ts';
import { CHAT, type Heard, MEANS, useTapPage } from './tap/tap-page.ts';

describe.each(browserKinds)('a call the tap holds, in %s', (kind) => {
  const { lab, run, heard, kinds } = useTapPage(kind);

  describe.each(MEANS)('over %s', (means) => {
    it('a call is reviewed with its body and key, sent, and settled with what came back', async () => {
      const answer = await run<[number, string]>(`return send(means, '${CHAT}?lab=json', chat())`, means);
      await run("await hear('outcome')");
      expect(answer[0]).toBe(200);
      const [review, sent, body, outcome] = await heard();
      const { call } = review ?? {};
      expect(review).toMatchObject({ kind: 'review', surface: 'sandbox/chat', key: 'sk-lab', canRetry: true });
      expect(review?.bodyText).toBe(lab().requests(CHAT)[0]?.body);
      expect(sent).toEqual({ kind: 'sent', call });
      expect(body).toMatchObject({ kind: 'body', call, status: 200, headers: { 'content-type': 'application/json' } });
      expect(body?.text).toBe(answer[1]);
      expect(outcome).toEqual({ kind: 'outcome', call, outcome: { kind: 'answer', isWhole: true } });
    });

    it('a cancelled call never leaves, and the page sees an abort', async () => {
      const error = await run<string>(`bridge('cancel'); return send(means, '${CHAT}', chat()).catch(String)`, means);
      expect(error).toMatch(means === 'fetch' ? /^AbortError/ : /^Error: abort true 4/);
      expect(lab().requests(CHAT)).toEqual([]);
      expect(await kinds()).toEqual(['review']);
    });

    it('a changed call leaves changed, and says so', async () => {
      await run(
        `bridge('script');
        const answer = send(means, '/v1/enrich?lab=json', enrich(25));
        say({ kind: 'release', call: (await take('review')).call, bodyText: enrich(21).body });
        await answer`,
        means,
      );
      const [request] = lab().requests('/v1/enrich');
      expect(JSON.parse(request?.body ?? '').records).toHaveLength(21);
      expect(request?.headers['content-type']).toBe('application/json');
      expect(await kinds()).toContain('sent');
    });

    it('what was changed leaves without the name that the page gave its own request', async () => {
      await run(
        `bridge('script');
        const named = (count) => {
          const { headers, ...more } = enrich(count);
          return { ...more, headers: { ...headers, 'Idempotency-Key': 'k-1', 'x-Idempotency-key': 'k-1', 'x-lab': '7' } };
        };
        const answer = send(means, '/v1/enrich?lab=status&status=402', named(25));
        const { call } = await take('review');
        say({ kind: 'release', call, bodyText: null });
        await take('outcome');
        say({ kind: 'retry', call, next: 1001, bodyText: enrich(21).body });
        await take('outcome');
        say({ kind: 'retry', call: 1001, next: 1002, bodyText: null });
        await take('outcome');
        say({ kind: 'deliver', call: 1002 });
        await answer;
        const address = '/v1/enrich?lab=json';
        if (means === 'fetch') fetch(new Request(address, named(25))).then((response) => response.text());
        else send(means, address, named(25));
        say({ kind: 'release', call: (await take('review')).call, bodyText: enrich(20).body });
        await take('outcome');
        say({ kind: 'send-rest', call: 1001, next: 1003, bodyText: enrich(4).body });
        await take('outcome')`,
        means,
      );
      const sent = lab()
        .requests('/v1/enrich')
        .map(({ body, headers }) => [
          JSON.parse(body).records.length,
          headers['idempotency-key'],
          headers['x-idempotency-key'],
          headers['x-lab'],
          headers['content-type'],
        ]);
      const own = [25, 'k-1', 'k-1', '7', 'application/json'];
      const changed = (count: number) => [count, undefined, undefined, '7', 'application/json'];
      expect(sent).toEqual([own, changed(21), own, changed(20), changed(4)]);
    });

    it('the records that were left out can be sent, and their answer is told', async () => {
      const text = await run<string>(
        `bridge('script');
        const answer = send(means, '/v1/enrich?lab=json', enrich(25));
        const { call } = await take('review');
        say({ kind: 'release', call, bodyText: enrich(21).body });
        await answer;
        await take('outcome');
        say({ kind: 'send-rest', call, next: 1001, bodyText: enrich(4).body });
        const { text, isAll } = await until(() => heard.find(({ kind, call }) => kind === 'body' && call === 1001));
        const { outcome } = await until(() => heard.find(({ kind, call }) => kind === 'outcome' && call === 1001));
        return [text, isAll, outcome.isWhole].join('|')`,
        means,
      );
      expect(text).toMatch(/Good morning.*\|true\|true$/s);
      const requests = lab().requests('/v1/enrich');
      expect(requests.map((request) => JSON.parse(request.body).records.length)).toEqual([21, 4]);
      expect(requests[1]?.headers.authorization).toBe(requests[0]?.headers.authorization);
    });

    it('a page that gives up a held call sees an abort, and the bridge is told', async () => {
      const seen = await run<string>(
        `bridge('script');
        let leave;
        const answer = send(means, '${CHAT}', chat(), (control) => { leave = () => control.abort(); }).catch(String);
        const { call } = await take('review');
        say({ kind: 'held', call });
        leave();
        await answer;
        const { reason } = await take('gone');
        return [reason, await answer].join('|')`,
        means,
      );
      expect(seen).toMatch(/^abort\|.*abort/i);
      expect(lab().requests(CHAT)).toEqual([]);
    });

    it('a page that only says that it goes away ends no call, neither one that waits nor one that has left', async () => {
      const [status] = await run<[number]>(
        `bridge('script');
        const answer = send(means, '${CHAT}?lab=json', chat());
        const { call } = await take('review');
        dispatchEvent(new PageTransitionEvent('pagehide'));
        say({ kind: 'release', call, bodyText: null });
        await take('sent');
        dispatchEvent(new PageTransitionEvent('pagehide'));
        return answer`,
        means,
      );
      await run("await hear('outcome')");
      expect([status, await kinds()]).toEqual([200, ['review', 'sent', 'body', 'outcome']]);
      expect((await heard()).at(-1)?.outcome).toEqual({ kind: 'answer', isWhole: true });
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
      expect(lab().requests(CHAT)).toEqual([]);
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
        say({ kind: 'release', call, bodyText: null });
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
      expect(await kinds()).toEqual(['review', 'passed', 'body', 'outcome', 'passed', 'body', 'outcome']);
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
  });

  it.each([
    ['release', 'error', [['outcome', { kind: 'error' }]]],
    ['cancel', 'abort', []],
  ])('what the browser does not let out again after %s ends with %s', async (answer, end, told) => {
    // A second tap takes the page's `open` for the browser's, so that the browser can be made to refuse.
    const [events, said] = await run<[string[], Heard[]]>(
      `const source = await (await fetch('/tap.js')).text();
      const { open } = XMLHttpRequest.prototype;
      let isBroken = false;
      XMLHttpRequest.prototype.open = function (...args) {
        if (isBroken) throw new DOMException('of the browser', 'InvalidStateError');
        return Reflect.apply(open, this, args);
      };
      const said = [];
      document.addEventListener('tollkeeper:tap', () => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => {
          said.push(data);
          isBroken = true;
          if (data.kind === 'review') port1.postMessage({ kind: '${answer}', call: data.call, bodyText: null });
        };
        document.dispatchEvent(new MessageEvent('tollkeeper:port', { ports: [port2] }));
      });
      (0, eval)(source);
      const events = [];
      const xhr = new XMLHttpRequest();
      for (const type of ['readystatechange', 'load', 'error', 'abort', 'timeout', 'loadend'])
        xhr.addEventListener(type, () => events.push(type + ' ' + xhr.readyState + ' ' + xhr.status));
      xhr.open('POST', '${CHAT}?lab=json');
      events.length = 0;
      xhr.send(chat().body);
      await until(() => events.length === 3);
      await sleep(50);
      return [events, said]`,
    );
    expect(events).toEqual(['readystatechange 4 0', `${end} 4 0`, 'loadend 4 0']);
    const outcomes = said.filter(({ kind }) => kind === 'outcome').map(({ kind, outcome }) => [kind, outcome]);
    expect(outcomes).toEqual(told);
    expect(lab().requests(CHAT)).toEqual([]);
  });
});
