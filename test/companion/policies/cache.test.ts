import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settlementOf } from '../../../companion/calls/held-amounts.ts';
import {
  isColdRequest,
  openAnswerCache,
  openRequestNames,
  type SavedAnswer,
} from '../../../companion/policies/answer-cache.ts';
import { answerChat, chat, chatStandIn, EMPTY, openGoverned, sendJson } from './support.ts';

const cold = (change: object = {}): object => chat({ temperature: 0, ...change });

async function open(seconds = 60) {
  const upstream = await chatStandIn();
  const governed = await openGoverned({ openai: upstream.origin });
  await governed.setPolicy('again', { kind: 'cache', seconds });
  const ask = async (body: object, headers: Record<string, string> = {}) => {
    const answer = await governed.chat(body, headers);
    return { answer, body: Buffer.from(await answer.arrayBuffer()) };
  };
  await governed.setBudget();
  const settled = (calls: number) => governed.settled(calls);
  return { ...governed, upstream, ask, settled };
}

describe('a request that was answered before', () => {
  it('is answered with the same bytes: a record of cost 0 with the sum saved, and no hold', async () => {
    const { ask, settled, upstream, companion } = await open();
    const first = await ask(cold());
    const [made] = await settled(1);
    const before = await companion.holds.usage();
    const again = await ask(cold());
    expect([again.answer.status, again.answer.headers.get('content-type'), again.body.equals(first.body)]).toEqual([
      200,
      'application/json',
      true,
    ]);
    expect(again.answer.headers.get('tollkeeper-policy')).toBe('cache:again');
    expect(first.answer.headers.get('tollkeeper-policy')).toBeNull();
    expect(upstream.asked).toHaveLength(1);
    const records = await settled(2);
    const saved = records.find(({ callId }) => callId === again.answer.headers.get('tollkeeper-call-id'));
    expect(saved).toMatchObject({
      outcome: 'answer',
      certainty: 'billed',
      policies: ['cache:again'],
      saved: made?.cost,
      model: 'gpt-4o',
    });
    expect([saved?.cost?.unit, saved?.cost?.highNano]).toEqual(['USD', 0n]);
    expect(made?.cost?.likelyNano).toBeGreaterThan(0n);
    expect(await companion.holds.usage()).toEqual(before);
    // Told by another ledger, it draws on nothing either.
    expect(saved && settlementOf(saved)).toEqual({ cost: { unit: 'USD', nano: 0n }, tokens: 0n, calls: 0n });
  });

  it('teaches nothing: no forecast and no usual cost comes of what no provider saw', async () => {
    const { ask, settled, companion } = await open();
    const learned = () =>
      companion.store.transact(async (tables) => [await tables.habits.toArray(), await tables.lengths.toArray()]);
    await ask(cold());
    await settled(1);
    const before = await learned();
    await ask(cold());
    await settled(2);
    expect(await learned()).toEqual(before);
  });

  it('as a stream is a stream again', async () => {
    const upstream = await chatStandIn((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(
        `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: 'Hi' } }] })}\n\n`,
      );
      response.end(
        `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [], usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 } })}\n\ndata: [DONE]\n\n`,
      );
    });
    const governed = await openGoverned({ openai: upstream.origin });
    await governed.setPolicy('again', { kind: 'cache' });
    await governed.setBudget();
    const first = await (await governed.chat(cold({ stream: true }))).text();
    await governed.settled(1);
    const again = await governed.chat(cold({ stream: true }));
    expect([again.headers.get('content-type'), await again.text(), upstream.asked.length]).toEqual([
      'text/event-stream',
      first,
      1,
    ]);
    // What we had asked for besides is in neither.
    expect(first).not.toContain('usage');
  });

  it.each([
    ['with another key', cold(), { authorization: 'Bearer sk-another-key' }],
    ['in another form', cold(), { 'openai-beta': 'assistants=v2' }],
    ['with another word in it', cold({ messages: [{ role: 'user', content: 'How far is it to the sun?' }] }), {}],
    ['warmer', chat({ temperature: 0.2 }), {}],
    ['without a temperature', chat(), {}],
    ['with tools', cold({ tools: [{ type: 'function', function: { name: 'f', parameters: {} } }] }), {}],
    ['with a search', cold({ web_search_options: {} }), {}],
    ['that is signed', cold(), { 'x-amz-content-sha256': 'abc' }],
  ])('is asked anew %s', async (_, body, headers) => {
    const { ask, settled, upstream, setBudget } = await open();
    // A hard one stops what nobody can bound, a search of the provider's among it.
    await setBudget({ isHard: false });
    await ask(cold());
    await settled(1);
    for (const calls of [2, 3]) {
      const { answer } = await ask(body, headers);
      await settled(calls);
      // What may be kept is: the second such request is then answered with the first one's.
      if (calls === 2) expect(answer.headers.get('tollkeeper-policy')).toBeNull();
    }
    expect(upstream.asked.length).toBeGreaterThanOrEqual(2);
    expect(upstream.asked.length).toBe(headers !== undefined && isKept(body, headers) ? 2 : 3);
  });

  const isKept = (body: object, headers: object): boolean =>
    isColdRequest(body) &&
    !('tools' in body) &&
    !('web_search_options' in body) &&
    !('x-amz-content-sha256' in headers);

  it('is asked anew when it is too old, or the policy is gone', async () => {
    const { ask, settled, upstream, api } = await open(1);
    await ask(cold());
    await settled(1);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await ask(cold());
    await settled(2);
    await api('DELETE', '/policies/again');
    await ask(cold());
    expect(upstream.asked).toHaveLength(3);
  });

  it('is asked anew where what came was an error, cut or half', async () => {
    let turn = 0;
    const upstream = await chatStandIn((asked, response) => {
      turn += 1;
      if (turn === 1) return sendJson(response, 429, EMPTY);
      if (turn === 2) return sendJson(response, 200, { error: { message: 'overloaded', type: 'server_error' } });
      if (turn === 3) {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"id":');
        return void setTimeout(() => response.destroy(), 20);
      }
      return answerChat(asked, response);
    });
    const governed = await openGoverned({ openai: upstream.origin });
    await governed.setPolicy('again', { kind: 'cache' });
    await governed.setBudget();
    for (let calls = 1; calls <= 5; calls += 1) {
      await governed
        .chat(cold())
        .then(
          (answer) => answer.text(),
          () => undefined,
        )
        .catch(() => undefined);
      await governed.settled(calls);
    }
    expect(upstream.asked).toHaveLength(4);
  });

  it('that a policy has changed is not taken for what was asked', async () => {
    const { ask, settled, upstream, setPolicy } = await open();
    await setPolicy('small', { kind: 'cheaper-model', models: { 'gpt-4o': 'gpt-4o-mini' } });
    await ask(cold());
    await settled(1);
    await ask(cold());
    expect(upstream.asked).toHaveLength(2);
  });
});

describe('what is kept', () => {
  const saved = (bytes: number, at = 0): SavedAnswer => ({
    answer: { status: 200, headers: {}, body: Buffer.alloc(bytes) },
    cost: { unit: 'USD', lowNano: 1n, likelyNano: 1n, highNano: 1n },
    at,
  });

  it('never takes more than its room, whatever comes, and the last one is there', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 40_000 }))), (puts) => {
        const cache = openAnswerCache(100_000);
        for (const [key, bytes] of puts) {
          cache.put(`k${key}`, saved(bytes));
          expect(cache.size().bytes).toBeLessThanOrEqual(100_000);
          expect(cache.find(`k${key}`, 1, 1000)?.answer.body.byteLength).toBe(bytes);
        }
        cache.clear();
        expect(cache.size()).toEqual({ answers: 0, bytes: 0 });
      }),
    );
  });

  it('ends with its lifetime, also when the clock is set back', () => {
    const cache = openAnswerCache();
    cache.put('a', saved(1, 1000));
    expect(cache.find('a', 1999, 1000)).not.toBeNull();
    expect(cache.find('a', 2000, 1000)).toBeNull();
    expect(cache.size()).toEqual({ answers: 0, bytes: 0 });
    cache.put('a', saved(1, 1000));
    expect(cache.find('a', 999, 1000)).toBeNull();
  });

  it('is found by what makes the answer, and by nothing else', () => {
    const nameOf = openRequestNames();
    const call = fc.record({
      ...{ provider: fc.string(), account: fc.option(fc.string()), key: fc.option(fc.string()), path: fc.string() },
      ...{ method: fc.constant('POST'), bodyText: fc.string(), of: fc.string() },
    });
    const name = ({ of, ...one }: Parameters<Parameters<typeof call.map>[0]>[0]): string =>
      nameOf({ ...one, variant: () => of });
    fc.assert(
      fc.property(call, call, (one, other) => {
        const plain = ({ key, ...rest }: typeof one): string => JSON.stringify({ ...rest, key: key ?? '' });
        expect(name(one) === name(other)).toBe(plain(one) === plain(other));
        expect(name(one)).toBe(name({ ...one }));
      }),
    );
    // Another run of the companion names it otherwise.
    const one = { provider: 'openai', account: null, key: 'k', path: '/', method: 'POST', bodyText: '{}' };
    expect(openRequestNames()(one)).not.toBe(openRequestNames()(one));
  });
});
