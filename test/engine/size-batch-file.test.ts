import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Draft } from '../../lib/domain/call.ts';
import { openTokenCounter } from '../../lib/domain/count-tokens.ts';
import { BATCH_LINE_CHARS_MAX, openBatchFileMeter } from '../../lib/engine/size-batch-file.ts';
import { findProvider } from '../../lib/providers/registry.ts';

const provider = findProvider('openai');
if (provider === null) throw new Error('no provider');

/** Sizes a file that comes in these pieces. */
function sizeOf(...pieces: readonly string[]): Draft | null {
  const meter = openBatchFileMeter({
    provider: provider as never,
    openExact: openTokenCounter,
    openRough: openTokenCounter,
  });
  for (const piece of pieces) meter.push(piece);
  return meter.end();
}

const CHAT = '/v1/chat/completions';
const line = (body: object, url = CHAT): string => JSON.stringify({ custom_id: 'a', method: 'POST', url, body });
const chat = (content: unknown, more: object = {}): string =>
  line({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }], ...more });

describe('the file of a batch', () => {
  it('is the sum of its requests, each as a call of its own would be read', () => {
    const draft = sizeOf([chat('Hello', { max_tokens: 40 }), chat('Hello', { max_tokens: 61 })].join('\n'));
    const one = sizeOf(chat('Hello', { max_tokens: 40 }));
    expect(draft).toMatchObject({ wire: 'openai-batches', model: 'gpt-4o-mini', answers: 2, tier: 'batch' });
    expect(draft?.outputTokensMax).toBe(51);
    expect(draft?.inputTokens?.high).toBe(2 * (one?.inputTokens?.high ?? 0));
    expect(draft?.each).toEqual(one?.each);
  });

  it('has the bound of its model where one of its requests has none', () => {
    expect(sizeOf([chat('a', { max_tokens: 40 }), chat('b')].join('\n'))?.outputTokensMax).toBeNull();
  });

  it('of several models has none itself, and the sizes of each', () => {
    const other = line({ model: 'gpt-4o', messages: [{ role: 'user', content: 'a' }] });
    const all = sizeOf([chat('a'), other, chat('b')].join('\n'));
    expect(all).toMatchObject({ model: null, answers: 3 });
    expect(all?.ofModels?.map(({ model, answers, tier }) => [model, answers, tier])).toEqual([
      ['gpt-4o-mini', 2, 'batch'],
      ['gpt-4o', 1, 'batch'],
    ]);
    const parts = all?.ofModels?.map(({ inputTokens }) => inputTokens?.high ?? 0) ?? [];
    expect(parts.reduce((sum, tokens) => sum + tokens, 0)).toBe(all?.inputTokens?.high);
  });

  it('of more models than are told apart, or with pictures in several, has no sizes of each', () => {
    const many = Array.from({ length: 17 }, (_, index) =>
      line({ model: `m${index}`, messages: [{ role: 'user', content: 'a' }] }),
    );
    expect(sizeOf(many.join('\n'))).toMatchObject({ model: null, answers: 17 });
    expect(sizeOf(many.join('\n'))?.ofModels).toBeUndefined();
    const url = 'https://example.com/a.png';
    const seen = line({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }],
    });
    expect(sizeOf([chat('a'), seen].join('\n'))).toMatchObject({ model: null });
    expect(sizeOf([chat('a'), seen].join('\n'))?.ofModels).toBeUndefined();
  });

  it('may be of embeddings and responses, too', () => {
    const input = { model: 'text-embedding-3-small', input: 'Hello' };
    expect(sizeOf(line(input, '/v1/embeddings'))).toMatchObject({ model: input.model, outputTokensMax: 0 });
    const asked = { model: 'gpt-4o-mini', input: 'Hello', max_output_tokens: 9 };
    expect(sizeOf(line(asked, '/v1/responses'))).toMatchObject({ outputTokensMax: 9 });
  });

  it.each([
    ['no line', ''],
    ['a line that is no request', `${chat('a')}\nno JSON`],
    ['lines to learn from', JSON.stringify({ messages: [] })],
    ['an address that nobody described', line({ model: 'm', input: 'a' }, '/v1/moderations')],
    ['several answers to one request', chat('a', { n: 2 })],
    ['pictures that are made', line({ model: 'gpt-image-1', prompt: 'a pear' }, '/v1/images/generations')],
    ['a document', '%PDF-1.7 and a line that never ends'],
  ])('is not known at all with %s', (_name, text) => {
    expect(sizeOf(text)).toBeNull();
  });

  it('stops being read with the first line that is too long', () => {
    const meter = openBatchFileMeter({ provider, openExact: openTokenCounter, openRough: openTokenCounter });
    const piece = 'x'.repeat(1024 * 1024);
    expect(meter.push('{"body":"')).toBe(true);
    let pushed = 0;
    while (meter.push(piece)) pushed += piece.length;
    expect(pushed).toBeLessThanOrEqual(BATCH_LINE_CHARS_MAX);
    expect(meter.end()).toBeNull();
  });

  it('tells pictures of a size apart up to a bound; those beyond it are in the bounds of the input', () => {
    const picture = (width: number): object => {
      const head = Buffer.alloc(24);
      head.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 0, 'latin1');
      head.writeUInt32BE(width, 16);
      head.writeUInt32BE(8, 20);
      return { type: 'image_url', image_url: { url: `data:image/png;base64,${head.toString('base64')}` } };
    };
    const lines = Array.from({ length: 70 }, (_, index) => chat([picture(index + 1)]));
    const draft = sizeOf(lines.join('\n'));
    expect(draft?.media).toHaveLength(64);
    expect(draft?.mediaOfEach).toMatchObject({ low: 0, high: 1 });
    expect(draft?.inputTokens?.high).toBeGreaterThan(6 * 50_000);
  });

  it('is sized alike however it is cut', () => {
    const text = [chat('Héllo 你好', { max_tokens: 5 }), '', chat('a'), `${chat('b'.repeat(300))}\r`].join('\n');
    const whole = sizeOf(text);
    expect(whole).not.toBeNull();
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 8 }), (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        expect(sizeOf(...at.slice(1).map((end, index) => text.slice(at[index], end)))).toEqual(whole);
      }),
    );
  });
});
