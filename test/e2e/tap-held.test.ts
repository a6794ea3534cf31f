import { describe, expect, it } from 'vitest';
import { browserKinds } from './support/driver.ts';
import { CHAT, MEANS, USAGE, useTapPage } from './tap/tap-page.ts';

describe.each(browserKinds)('a call the tap holds, in %s', (kind) => {
  const { lab, run, heard, kinds } = useTapPage(kind);

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
      expect(lab().requests(CHAT)).toEqual([]);
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
      const [request] = lab().requests('/v1/enrich');
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
      expect(lab().requests(CHAT)).toEqual([]);
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
      const sizes = lab()
        .requests('/v1/enrich')
        .map((request) => JSON.parse(request.body).records.length);
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
      expect(lab().requests(CHAT)).toEqual([]);
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
  });
});
