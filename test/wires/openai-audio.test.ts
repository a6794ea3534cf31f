import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openaiAudio } from '../../lib/wires/openai-audio.ts';
import { openaiImages } from '../../lib/wires/openai-images.ts';
import { replicatePredictions } from '../../lib/wires/replicate-predictions.ts';
import type { MeterReading } from '../../lib/wires/wire.ts';
import { jsonText } from '../domain/json-texts.ts';
import { headOf } from './head.ts';

const draftOf = (body: unknown) => openaiAudio.readRequest(JSON.stringify(body), null);

function meter(...pieces: readonly string[]): MeterReading {
  const open = openaiAudio.openMeter(headOf(''), null);
  for (const piece of pieces) open.push(piece);
  return open.end();
}

describe('asking for speech', () => {
  it('is billed by the character', () => {
    expect(draftOf({ model: 'tts-1', input: '你好👋', voice: 'nova' })).toMatchObject({
      wire: 'openai-audio',
      model: 'tts-1',
      units: { meter: 'characters', count: 3 },
      inputTokens: null,
      revisable: [],
    });
  });

  it('or by tokens', () => {
    const draft = draftOf({
      model: 'gpt-4o-mini-tts',
      input: 'so it is',
      instructions: 'slowly',
      stream_format: 'sse',
    });
    expect(draft).toMatchObject({ units: null, outputTokensMax: null, isStream: true });
    expect(draft?.inputTokens?.likely).toBeGreaterThan(3);
    expect(JSON.stringify(draft)).not.toContain('so it is');
  });
});

describe('asking for a transcription', () => {
  const form = (model: string) =>
    `--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\nContent-Type: audio/mpeg\r\n\r\nID3\u0004\ufffd\r\n` +
    `--x\r\nContent-Disposition: form-data; name="model"\r\n\r\n${model}\r\n--x--\r\n`;

  it('names its model in a form, and nothing that could be counted', () => {
    expect(openaiAudio.readRequest(form('whisper-1'), null)).toMatchObject({
      model: 'whisper-1',
      inputTokens: null,
      units: null,
      revisable: [],
    });
  });

  it.each(['', '{}', '{"input":5}', form(''), form('x'.repeat(200)), 'name="model"'])('%j is none', (body) => {
    expect(openaiAudio.readRequest(body, null)).toBeNull();
    expect(openaiAudio.revise(form('whisper-1'), { kind: 'model', model: 'x' }, null)).toBeNull();
  });
});

describe('what an answer billed', () => {
  // Recorded answers in public repositories, and what https://docs.rs/outfox-openai (from OpenAI’s description) says of their
  // fields, read 2026-11-21
  it.each<[object, object | null]>([
    [{ type: 'duration', seconds: 3.38 }, { milliseconds: 3380 }],
    [{ type: 'duration', seconds: 60 }, { milliseconds: 60_000 }],
    [
      {
        type: 'tokens',
        total_tokens: 22,
        input_tokens: 13,
        input_token_details: { text_tokens: 0, audio_tokens: 13 },
        output_tokens: 9,
      },
      { 'input-tokens': 0, 'audio-input-tokens': 13, 'output-tokens': 9 },
    ],
    [
      { prompt_audio_seconds: 12, prompt_tokens: 3, total_tokens: 419, completion_tokens: 41 },
      { 'input-tokens': 3, milliseconds: 12_000, 'output-tokens': 41 },
    ],
    [{ type: 'duration', seconds: '1' }, null],
    [{ type: 'duration', seconds: -1 }, null],
    [{ input_tokens: 5, output_tokens: 1, input_token_details: { audio_tokens: 6 } }, null],
    [{}, null],
  ])('%j', (usage, counted) => {
    expect(meter(JSON.stringify({ text: 'Hello', usage }))).toMatchObject({ usage: counted, isComplete: true });
  });

  const transcript = [
    { type: 'transcript.text.delta', delta: 'Hel' },
    { type: 'transcript.text.delta', delta: 'lo' },
    { type: 'transcript.text.done', text: 'Hello', usage: { type: 'duration', seconds: 1.25 } },
  ].map((event) => `data: ${JSON.stringify(event)}\n\n`);

  it('stands at the end of a stream, wherever that is split, and its text counts once', () => {
    const whole = meter(...transcript);
    expect(whole).toMatchObject({ usage: { milliseconds: 1250 }, isComplete: true });
    expect(whole.output).toEqual(meter('{"text":"Hello"}').output);
    expect(meter(...transcript.slice(0, 2))).toMatchObject({ usage: null, isComplete: false });
    const text = transcript.join('');
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), text.length];
        expect(meter(...at.slice(1).map((end, index) => text.slice(at[index], end)))).toEqual(whole);
      }),
    );
  });

  it('spoken sound is output of its own', () => {
    // A recorded stream in a public repository, read 2026-11-21
    const done = { type: 'speech.audio.done', usage: { input_tokens: 6, output_tokens: 72, total_tokens: 78 } };
    const delta = { type: 'speech.audio.delta', audio: 'eHh4' };
    expect(meter(...[delta, done].map((event) => `data: ${JSON.stringify(event)}\n\n`))).toMatchObject({
      usage: { 'input-tokens': 6, 'audio-output-tokens': 72 },
      isComplete: true,
    });
  });

  it('sound itself says nothing', () => {
    expect(meter('ID3\u0004\ufffd\n\n\ufffd')).toMatchObject({
      usage: null,
      cost: null,
      isComplete: false,
      errorText: null,
    });
  });
});

it('any text gives a reading, and any body a draft or none', () => {
  const piece = fc.oneof(
    jsonText,
    jsonText.map((text) => `data: ${text}\n\n`),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      for (const wire of [openaiAudio, openaiImages, replicatePredictions]) {
        const open = wire.openMeter(headOf(''), null);
        for (const text of pieces) open.push(text);
        expect(open.end().cost).toBeNull();
        wire.readRequest(pieces.join(''), null);
      }
    }),
  );
});
