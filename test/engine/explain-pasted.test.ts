import { describe, expect, it, onTestFinished } from 'vitest';
import { PASTED_CHARS_MAX } from '../../lib/domain/pasted-text.ts';
import { readPasted } from '../../lib/domain/read-pasted.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language } from '../../lib/domain/text.ts';
import type { ErrorView } from '../../lib/domain/view-error.ts';
import { explainPasted } from '../../lib/engine/explain-pasted.ts';
import { findProvider, learnOwnProviders } from '../../lib/providers/registry.ts';
import { readCorpus } from '../domain/refusals/corpus.ts';
import { site } from '../providers/described.ts';

const BODY = '{"error":{"message":"Insufficient Balance"}}';

const explain = (text: string, host = '', pageHost: string | null = null): ErrorView =>
  explainPasted({ text, host, pageHost }, []);

/** Everything a view says, a line each. */
function told({ head, lines, facts, options, notes }: ErrorView, language: Language = 'en'): readonly string[] {
  const say = (text: ErrorView['head']): string => renderText(text, language);
  return [
    ...[head, ...lines].map(say),
    ...facts.map(({ label, value }) => `${say(label)}: ${say(value)}`),
    ...options.map(({ label, url }) => (url === null ? say(label) : `${say(label)} → ${url}`)),
    ...notes.map(say),
  ];
}

describe('an explained error', () => {
  it('says whose balance, whether it was charged, when again and what to do, in both languages', () => {
    const view = explain(`POST https://api.deepseek.com/chat/completions\nHTTP/2 402\n\n${BODY}`);
    expect(view.kind).toBe('money');
    expect(told(view)).toEqual([
      'The balance at DeepSeek is used up.',
      'Nothing was charged.',
      'Recharge, then send it again.',
      'Answered by: DeepSeek, with status 402',
      'Whose balance or limit: Yours',
      'The same call again: Only after a recharge',
      'Recharge → https://platform.deepseek.com/top_up',
      'Look into the wallet → https://platform.deepseek.com/usage',
    ]);
    expect(told(view, 'zh')).toEqual([
      'DeepSeek 的余额已用完。',
      '本次未扣费。',
      '充值后重新发送。',
      '返回者: DeepSeek，状态码 402',
      '谁的余额或上限: 你的',
      '原样重发: 充值之后',
      '去充值 → https://platform.deepseek.com/top_up',
      '查看钱包 → https://platform.deepseek.com/usage',
    ]);
  });

  it.each([
    ['429 {"error":"Rate limit reached, try again in 12s"}', 'wait', 'After 12 s'],
    ['HTTP/1.1 429 Oh\nretry-after: 600\n\nToo many requests', 'wait', 'After 10 min'],
    ['HTTP/1.1 429 Oh\nretry-after: 86000\n\nToo many requests', 'wait', 'After 24 h'],
    ['HTTP/1.1 429 Oh\nretry-after: 0\n\nToo many requests', 'wait', 'After 1 s'],
    ['429 Too many requests', 'wait', 'After a while'],
    ['402 {"error":"You requested up to 64000 tokens, but can only afford 61586 credits"}', 'money', 'Only smaller'],
    ['402 Your in-flight requests hold all available credits', 'wait', 'When your other calls have ended'],
    ['{"error":{"message":"upstream account has insufficient balance"}}', 'money', 'When the provider has paid'],
    ['{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}', 'other', 'Not before something'],
    ['402 {"detail":"Please see the dashboard."}', 'unsure', "Can't be told"],
  ])('%s is %s: %s', (text, kind, again) => {
    const view = explain(text);
    expect(view.kind).toBe(kind);
    expect(told(view).join('\n')).toContain(`The same call again: ${again}`);
  });

  it('says plainly that it is unsure, or that it is not about money', () => {
    expect(told(explain('402 {"detail":"Please see the dashboard."}'))[0]).toMatch(/may be about money.*can't be told/);
    expect(told(explain('401 {"error":"Incorrect API key provided"}'))[0]).toBe('This is not about money.');
  });

  it.each([
    ['nothing', '', 'There is nothing to explain yet.'],
    ['blanks', ' \n\t ', 'There is nothing to explain yet.'],
    ['blanks before what is not read', `${' '.repeat(PASTED_CHARS_MAX)}402`, 'There is nothing to explain yet.'],
    ['talk', 'Meet me at the station.', 'No error of an API was found in this.'],
    ['a good answer', 'HTTP/1.1 200 OK\n\n{"choices":[{"message":{"content":"Hi"}}]}', 'No error of an API was found'],
    ['a megabyte of junk', 'junk '.repeat(200_000), 'No error of an API was found in this.'],
  ])('answers %s as what it is, without ways on', (_, text, head) => {
    const view = explain(text);
    expect(told(view)[0]).toContain(head);
    expect([view.kind, view.facts, view.options]).toEqual(['none', [], []]);
  });

  it('says that it did not read all of a long text', () => {
    expect(told(explain(`402 ${BODY}\n${'and so on '.repeat(100_000)}`)).at(-1)).toBe(
      'It is long: only the first 262,144 characters were read.',
    );
  });
});

describe('who answered', () => {
  const provider = (view: ErrorView): string => told(view)[0] ?? '';

  it('is what the user says, before the text, before the page', () => {
    const text = `POST https://relay.example.com/v1\nHTTP/2 402\n\n${BODY}`;
    expect(provider(explain(text))).toContain('relay.example.com');
    expect(provider(explain(text, 'https://API.deepseek.com/v1/chat', null))).toContain('DeepSeek');
    expect(provider(explain(text, ' deepseek '))).toContain('DeepSeek');
    expect(provider(explain(text, 'My relay'))).toBe('The balance at My relay is used up.');
    expect(provider(explain(text, '', 'platform.deepseek.com'))).toContain('relay.example.com');
    expect(provider(explain(`402 ${BODY}`, '', 'platform.deepseek.com'))).toContain('DeepSeek');
  });

  it('is not the page where that is nobody we know: people read of errors anywhere', () => {
    const view = explain(`402 ${BODY}`, '', 'forum.example.com');
    expect(told(view).join()).not.toContain('forum');
    expect(provider(view)).toBe('The balance at the provider is used up.');
  });

  it('may be a relay that was recognised, with its own links', () => {
    const facts = { ...site, origin: 'https://relay.example.com', name: 'Relay' };
    const sites = [{ id: 'new-api@relay.example.com', facts, seenAt: 1 }];
    const view = explainPasted({ text: `402 ${BODY}`, host: 'relay.example.com', pageHost: null }, sites);
    const urls = view.options.flatMap(({ url }) => (url === null ? [] : [url]));
    expect(urls.length).toBeGreaterThan(0);
    for (const url of urls) expect(new URL(url).origin).toBe('https://relay.example.com');
  });

  it('may be an API that the user described, by its host or by its name', () => {
    const like = findProvider('deepseek');
    if (like === null) throw new Error('no provider to describe another by');
    const surfaces = like.surfaces.map((surface) => ({ ...surface, provider: 'mine', hosts: ['api.mine.example'] }));
    onTestFinished(() => learnOwnProviders([]));
    learnOwnProviders([{ ...like, id: 'mine', name: 'Mine', surfaces }]);
    for (const host of ['api.mine.example', 'mine']) {
      expect(provider(explain(`402 ${BODY}`, host))).toBe('The balance at Mine is used up.');
    }
  });

  it('decides about links alone: none of a body is ever shown', () => {
    for (const { body, status } of readCorpus('given.jsonl')) {
      const text = `${status ?? ''} ${typeof body === 'string' ? body : JSON.stringify(body)}`;
      for (const host of ['', 'api.deepseek.com']) {
        const { options, kind } = explain(text, host);
        const urls = options.flatMap(({ url }) => (url === null ? [] : [url]));
        // Unless a request stands beside the error nobody knows whose it is.
        if (host === '' && readPasted(text).host === null) expect(urls).toEqual([]);
        if (host !== '') for (const url of urls) expect(new URL(url).host).toBe('platform.deepseek.com');
        if (kind === 'other' || kind === 'unsure') expect(options.map(({ key }) => key)).not.toContain('recharge');
      }
    }
  });
});
