import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderText } from '../../lib/domain/render-text.ts';
import { openEstimator, type PastedEstimate } from '../../lib/engine/estimate-pasted.ts';
import { openOurs } from '../tokenizer/encodings.ts';

const counters = { o200k: openOurs('o200k_base').count, cl100k: openOurs('cl100k_base').count };
const NOW = Date.UTC(2026, 10, 22);
const estimator = openEstimator({ counters, now: NOW });
const ask = (body: unknown, models: readonly string[] = []): PastedEstimate =>
  estimator.estimate(typeof body === 'string' ? body : JSON.stringify(body), models, true);

const said = ({ models }: PastedEstimate): string =>
  (models[0]?.reasons ?? []).map((text) => renderText(text, 'en')).join('\n');
const costOf = ({ models }: PastedEstimate) => {
  const estimate = models[0]?.estimate;
  if (!estimate) throw new Error('there is no estimate');
  return estimate;
};

const CHAT = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello, how are you today?' }], max_tokens: 100 };

describe('who answers', () => {
  it.each([
    ['by the address', { url: 'https://api.openai.com/v1/chat/completions', body: CHAT }, 'openai', false],
    [
      'by the address with its port',
      { url: 'https://API.openai.com:443/v1/chat/completions?a=b', body: CHAT },
      'openai',
      false,
    ],
    ['by the name of the model', CHAT, 'openai', true],
    [
      'of a batch, by its path and model',
      { custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body: CHAT },
      'openai',
      true,
    ],
    [
      'of a batch of messages, by its model',
      { custom_id: 'a', params: { model: 'claude-sonnet-4-5', max_tokens: 50, messages: CHAT.messages } },
      'anthropic',
      true,
    ],
    [
      'by an address that names the model',
      {
        id: 1,
        url: 'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:generateContent',
        body: { contents: [{ parts: [{ text: 'hello' }] }] },
      },
      'google-gemini',
      false,
    ],
  ])('%s', (_how, body, provider, isGuess) => {
    const asked = ask(body);
    expect(asked.provider?.id).toBe(provider);
    expect(asked.models[0]?.estimate).not.toBeNull();
    expect(said(asked).includes('does not say who answers')).toBe(isGuess);
  });

  it('is who was chosen, whatever the request says', () => {
    const chosen = openEstimator({ provider: 'openrouter', counters: {}, now: NOW });
    expect(chosen.estimate(JSON.stringify(CHAT), []).provider?.id).toBe('openrouter');
  });

  it('is nobody at an address that is not known, and that is said', () => {
    const asked = ask({ url: 'https://relay.example/v1/chat/completions', body: CHAT });
    expect(asked.none).toEqual({ kind: 'provider' });
    expect(ask({ model: 'no-such-model', messages: [] }).none).toEqual({ kind: 'provider' });
  });

  it('gives an embedding the price of one, where requests of both kinds look alike', () => {
    const asked = ask({ model: 'text-embedding-3-small', input: 'Hello there' });
    expect(costOf(asked)).toMatchObject({ lowNano: 40n, likelyNano: 40n, highNano: 40n });
  });
});

describe('an estimate', () => {
  it('counts texts exactly where the vocabulary is known, and says so', () => {
    expect(said(ask(CHAT))).toContain('counted exactly');
    const claude = ask({ ...CHAT, model: 'claude-sonnet-4-5' });
    expect(said(claude)).not.toContain('exactly');
    const none = openEstimator({ counters: {}, now: NOW }).estimate(JSON.stringify(CHAT), []);
    expect(said(none)).not.toContain('exactly');
  });

  it('is one for each model asked for, in their order', () => {
    const models = ['gpt-4o-mini', 'gpt-4o', 'no-such-model'];
    const asked = ask(CHAT, models);
    expect(asked.models.map(({ model }) => model)).toEqual(models);
    const [mini, large, unknown] = asked.models.map(({ estimate }) => estimate?.likelyNano ?? null);
    expect(mini).toBeLessThan(Number(large));
    expect(unknown).toBeNull();
    expect(asked.models[2]?.none).toEqual({ kind: 'price', provider: 'OpenAI', model: 'no-such-model' });
  });

  it('costs half in a batch where the provider says so', () => {
    const alone = costOf(ask(CHAT));
    const batched = costOf(ask({ custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body: CHAT }));
    expect(batched.highNano * 2n - alone.highNano).toBeLessThanOrEqual(1n);
  });

  it('tells of what a request consists', () => {
    const tools = [
      { type: 'function', function: { name: 'find', description: 'Finds what is looked for.', parameters: {} } },
    ];
    const messages = [{ role: 'system', content: 'You are helpful.' }, ...CHAT.messages];
    const { parts } = ask({ ...CHAT, messages, tools });
    expect(parts.map(({ part }) => part)).toEqual(['system', 'messages', 'tools', 'other']);
    const sum = parts.reduce((all, { tokens }) => all + tokens, 0);
    expect(costOf(ask({ ...CHAT, messages, tools })).basis?.input.likely).toBe(sum);
  });
});

describe('what is odd', () => {
  it.each([
    ['a bound below nothing', { ...CHAT, max_tokens: -5 }, 'Its bound on the answer'],
    ['a bound beyond anything', { ...CHAT, max_tokens: 1e300 }, 'Its bound on the answer'],
    ['a bound that is a word', { ...CHAT, max_tokens: 'many' }, 'Its bound on the answer'],
    ['a number of answers that is none', { ...CHAT, n: -5 }, 'How many answers it asks for'],
    ['a number of answers beyond anything', { ...CHAT, n: 1e6 }, 'How many answers it asks for'],
    ['a number of answers that is a word', { ...CHAT, n: '3' }, 'How many answers it asks for'],
    [
      'no bound where one is wanted',
      { model: 'claude-sonnet-4-5', messages: CHAT.messages },
      'wants a bound on the answer',
    ],
    ['messages that are none', { ...CHAT, messages: [7, ...CHAT.messages] }, 'a form that nobody describes'],
    [
      'content that is a number',
      { ...CHAT, messages: [{ role: 'user', content: 12 }] },
      'a form that nobody describes',
    ],
    [
      'an unknown part',
      { ...CHAT, messages: [{ role: 'user', content: [{ type: 'hologram' }] }] },
      'Pictures, sound or files',
    ],
  ])('%s still has an estimate, wider, and the reason', (_what, body, reason) => {
    const asked = ask(body);
    expect(costOf(asked).likelyNano).toBeGreaterThan(0n);
    expect(costOf(asked).highNano).toBeGreaterThanOrEqual(costOf(asked).likelyNano);
    expect(said(asked)).toContain(reason);
  });

  it('takes in both readings of keys that stand twice', () => {
    const body = (first: string, last: string) =>
      `{"model":"gpt-4o","max_tokens":9,"messages":[{"role":"user","content":"${first}"}],"messages":[{"role":"user","content":"${last}"}]}`;
    const long = 'word '.repeat(5000);
    for (const [first, last] of [
      [long, 'Hi'],
      ['Hi', long],
    ] as const) {
      const { lowNano, highNano } = costOf(ask(body(first, last)));
      expect(lowNano).toBeLessThan(2_000_000n);
      expect(highNano).toBeGreaterThan(12_000_000n);
      expect(said(ask(body(first, last)))).toContain('twice');
    }
  });

  it('takes in both models of a request that names two', () => {
    const body = (first: string, last: string) =>
      `{"model":"${first}","model":"${last}","max_tokens":900,"messages":[{"role":"user","content":"Hi"}]}`;
    const [dear, cheap] = ['gpt-4o', 'gpt-4o-mini'].map((model) => costOf(ask({ ...CHAT, model, max_tokens: 900 })));
    for (const [first, last] of [
      ['gpt-4o', 'gpt-4o-mini'],
      ['gpt-4o-mini', 'gpt-4o'],
    ] as const) {
      const { lowNano, highNano, mostNano } = costOf(ask(body(first, last)));
      expect(lowNano).toBeLessThan((dear?.lowNano ?? 0n) / 4n);
      expect(highNano).toBeGreaterThan((cheap?.highNano ?? 0n) * 4n);
      expect(mostNano).toBeGreaterThanOrEqual(highNano);
    }
  });

  it.each([{ model: 'gpt-4o' }, { model: 'gpt-4o', messages: 'Hi' }, { model: 'gpt-4o', messages: { role: 'user' } }])(
    'is not said to have no price where its messages are what is missing: %j',
    (body) => {
      const [asked] = ask(body).models;
      expect([asked?.estimate, asked?.none]).toEqual([null, { kind: 'shape' }]);
    },
  );

  it('cannot cost more than the longest answer that the model gives, where nobody bounds it', () => {
    const { max_tokens: _bound, ...open } = { ...CHAT, max_tokens: 0 };
    const { highNano, mostNano, basis } = costOf(ask(open));
    expect(basis?.outputMax).toBe(16_384);
    expect(mostNano).toBeGreaterThan(highNano);
    // Nothing is set aside by it.
    expect(costOf(ask(open)).reserveNano).toBe(0n);
  });

  it.each([
    ['half of a pair', '\ud800', 1],
    ['NUL', '\u0000', 1],
    ['50 MB of one letter', 'a', 50_000_000],
  ])(
    '%s in a prompt is counted',
    (_what, sign, times) => {
      const asked = ask({ ...CHAT, messages: [{ role: 'user', content: sign.repeat(times) }] });
      expect(costOf(asked).likelyNano).toBeGreaterThan(0n);
    },
    120_000,
  );

  it('throws at nothing, and is never nothing for a price that is something', () => {
    const values = fc.oneof(fc.constant(CHAT.messages), fc.anything({ maxDepth: 4 }));
    const bodies = fc.record(
      {
        model: fc.oneof(fc.constant('gpt-4o'), fc.anything()),
        messages: values,
        max_tokens: fc.anything(),
        tools: values,
        n: fc.anything(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(bodies, (body) => {
        let text: string;
        try {
          text = JSON.stringify(body, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
        } catch {
          return;
        }
        const asked = ask(text);
        const estimate = asked.models[0]?.estimate;
        if (asked.none !== null || !estimate) return;
        expect(estimate.likelyNano).toBeGreaterThan(0n);
        expect(estimate.lowNano <= estimate.likelyNano && estimate.likelyNano <= estimate.highNano).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
