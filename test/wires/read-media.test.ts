import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Draft } from '../../lib/domain/call.ts';
import { openMedia } from '../../lib/wires/read-media.ts';
import { wires } from '../../lib/wires/registry.ts';
import { base64, bytes, jpeg, png, wav } from './file-samples.ts';

const PNG = base64(png(1920, 1080));
const PDF = base64(bytes('%PDF-1.4 <</Type/Page>> <</Type/Page>>'));
const WAV = base64(wav(1500));
const url = (type: string, data: string) => `data:${type};base64,${data}`;

const readAll = (wire: keyof typeof wires, body: unknown): Draft | null =>
  wires[wire].readRequest(JSON.stringify(body), null, undefined, openMedia);
const chat = (...content: unknown[]) => readAll('openai-chat', { model: 'm', messages: [{ role: 'user', content }] });
const responses = (...content: unknown[]) =>
  readAll('openai-responses', { model: 'm', input: [{ role: 'user', content }] });
const messages = (...content: unknown[]) =>
  readAll('anthropic-messages', { model: 'm', max_tokens: 9, messages: [{ content }] });
const gemini = (...parts: unknown[]) => readAll('gemini-generate', { contents: [{ parts }] });
const converse = (...content: unknown[]) => readAll('bedrock-converse', { messages: [{ content }] });

const SCREEN = { kind: 'image', width: 1920, height: 1080, times: 1 };
const PAGES = { kind: 'document', pages: 2, times: 1 };
const SOUND = { kind: 'audio', milliseconds: 1500, times: 1 };
const source = (type: string, data: string) => ({ type: 'base64', media_type: type, data });

describe('what stands beside the texts of a request', () => {
  it.each<[string, Draft | null, object]>([
    ['a picture', chat({ type: 'image_url', image_url: { url: url('image/png', PNG) } }), SCREEN],
    [
      'how closely',
      chat({ type: 'image_url', image_url: { url: url('image/png', PNG), detail: 'low' } }),
      { ...SCREEN, detail: 'low' },
    ],
    ['a picture as Mistral takes it', chat({ type: 'image_url', image_url: url('image/png', PNG) }), SCREEN],
    [
      'a picture elsewhere',
      chat({ type: 'image_url', image_url: { url: 'https://a.example/b.png' } }),
      { ...SCREEN, width: null, height: null },
    ],
    ['a sound', chat({ type: 'input_audio', input_audio: { data: WAV, format: 'wav' } }), SOUND],
    ['a document', chat({ type: 'file', file: { filename: 'a.pdf', file_data: url('application/pdf', PDF) } }), PAGES],
    ['a file that was uploaded', chat({ type: 'file', file: { file_id: 'file-1' } }), { ...PAGES, pages: null }],
    [
      'a video elsewhere',
      chat({ type: 'video_url', video_url: { url: 'https://a.example/b.mp4' } }),
      { kind: 'video', milliseconds: null, times: 1 },
    ],
    [
      'a picture',
      responses({ type: 'input_image', image_url: url('image/png', PNG), detail: 'high' }),
      { ...SCREEN, detail: 'high' },
    ],
    [
      'an uploaded picture',
      responses({ type: 'input_image', file_id: 'file-1' }),
      { ...SCREEN, width: null, height: null },
    ],
    ['a document', responses({ type: 'input_file', filename: 'a.pdf', file_data: url('application/pdf', PDF) }), PAGES],
    ['a picture', messages({ type: 'image', source: source('image/png', PNG) }), SCREEN],
    [
      'one that a tool gave',
      messages({ type: 'tool_result', content: [{ type: 'image', source: source('image/png', PNG) }] }),
      SCREEN,
    ],
    ['a document', messages({ type: 'document', source: source('application/pdf', PDF) }), PAGES],
    ['a picture', gemini({ inlineData: { mimeType: 'image/png', data: PNG } }), SCREEN],
    [
      'a closer look',
      gemini({
        inline_data: { mime_type: 'image/png', data: PNG },
        mediaResolution: { level: 'MEDIA_RESOLUTION_LOW' },
      }),
      { ...SCREEN, detail: 'media_resolution_low' },
    ],
    ['a sound', gemini({ inlineData: { mimeType: 'audio/wav', data: WAV } }), SOUND],
    [
      'a file elsewhere',
      gemini({ fileData: { mimeType: 'application/pdf', fileUri: 'https://a.example/b' } }),
      { ...PAGES, pages: null },
    ],
    ['a picture', converse({ image: { format: 'png', source: { bytes: PNG } } }), SCREEN],
    ['a document', converse({ document: { format: 'pdf', name: 'a', source: { bytes: PDF } } }), PAGES],
  ])('%s (%#)', (_what, draft, media) => {
    expect(draft?.media).toEqual([media]);
    expect(draft?.uncounted).toBe('media');
    // What is counted apart is no wide range any more.
    expect(draft?.inputTokens?.high).toBeLessThan(100);
  });

  it('is counted once where it is there several times', () => {
    const part = { type: 'image_url', image_url: { url: url('image/jpeg', base64(jpeg(640, 480))) } };
    expect(chat(part, part, part)?.media).toEqual([{ kind: 'image', width: 640, height: 480, times: 3 }]);
  });

  it('is a wide range where it is not known what it is, and beyond 64 sizes', () => {
    expect(chat({ type: 'hologram', hologram: {} })?.media).toBeUndefined();
    expect(chat({ type: 'hologram', hologram: {} })?.inputTokens?.high).toBeGreaterThan(49_999);
    const parts = Array.from({ length: 70 }, (_, side) => ({
      type: 'image_url',
      image_url: url('image/png', base64(png(9, side + 1))),
    }));
    const draft = chat(...parts);
    expect(draft?.media?.length).toBe(64);
    expect(draft?.inputTokens?.high).toBeGreaterThan(6 * 49_999);
  });

  it('is text where a document is sent as text', () => {
    const text = 'A text of a few words. '.repeat(40);
    const draft = messages({ type: 'document', source: { type: 'text', media_type: 'text/plain', data: text } });
    expect(draft?.media).toBeUndefined();
    expect(draft?.inputTokens?.likely).toBeGreaterThan(200);
  });

  it('is counted over all requests of a batch', () => {
    const params = {
      model: 'm',
      max_tokens: 9,
      messages: [{ content: [{ type: 'image', source: source('image/png', PNG) }] }],
    };
    const draft = readAll('anthropic-batches', { requests: [{ params }, { params }] });
    expect(draft?.media).toEqual([{ ...SCREEN, times: 2 }]);
    expect(draft?.inputTokens?.high).toBeLessThan(100);
  });

  it('never holds a name, an address or a part of a file', () => {
    const secret = 'https://secret.example/picture.png';
    const draft = chat({ type: 'image_url', image_url: { url: secret, detail: 'a secret of many words' } });
    expect(JSON.stringify(draft)).not.toMatch(/secret/);
  });

  it('never throws, and never makes a part nothing', () => {
    const parts = fc.constantFrom(chat, responses, messages, gemini, converse);
    const value = fc.anything({ maxDepth: 3, withNullPrototype: false });
    const keys = fc.constantFrom(
      'type',
      'image_url',
      'source',
      'inlineData',
      'file',
      'input_audio',
      'document',
      'output',
      'detail',
    );
    fc.assert(
      fc.property(
        parts,
        fc.array(
          fc.dictionary(
            keys,
            fc.oneof(
              value,
              fc.constant('image'),
              fc.dictionary(fc.constantFrom('data', 'url', 'type', 'mimeType'), value),
            ),
          ),
        ),
        (read, content) => {
          const draft = read(...content);
          const counted = (draft?.media ?? []).reduce((sum, { times }) => sum + times, 0);
          if (draft !== null)
            expect(counted > 0 || (draft.inputTokens?.high ?? 0) > 0 || content.length === 0).toBe(true);
        },
      ),
    );
  });
});
