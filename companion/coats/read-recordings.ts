import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AnswerRecording, Body, ReadingRecording, Recording, Recordings, RefusalRecording } from './recording.ts';

const FOLDER = fileURLToPath(new URL('../../lib/providers/recordings', import.meta.url));

/** What was recorded of a provider, each with where it comes from; bodies are texts. */
export interface Recorded {
  readonly answers: readonly (Recording & AnswerRecording & { readonly requestBody: string; responseBody: string })[];
  readonly refusals: readonly (Recording & RefusalRecording & { readonly body: string })[];
  readonly readings: readonly (Recording & ReadingRecording & { readonly body: string })[];
}

/** The file, from the root of the checkout. */
export const recordingsPath = (name: string): string => `lib/providers/recordings/${name}.json`;

/** Every name that has a file. */
export function recordedNames(): readonly string[] {
  return readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ''));
}

/** The file of a provider or family as it stands; null: there is none. */
export function readRecordingsFile(name: string): Recordings | null {
  const path = join(FOLDER, `${name}.json`);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

/** Whose recordings hold for a provider: its own, or, of a site of a family that has none, the family's. */
export function recordingsNameOf(providerId: string): string {
  return readRecordingsFile(providerId) === null ? providerId.replace(/@.*/, '') : providerId;
}

/** The recordings of a provider; of a site of a family, those of the family with its surfaces' names. */
export function readRecordings(providerId: string): Recorded {
  const name = recordingsNameOf(providerId);
  const file = readRecordingsFile(name);
  if (file === null) throw new Error(`${providerId} has no ${recordingsPath(name)}`);
  const { answers, refusals, readings, ...from } = file;
  const placed = <T extends { readonly surface: string } & Partial<Recording>>(one: T) => ({
    source: '',
    date: '',
    ...from,
    ...one,
    surface: one.surface.replace(/^[^/]+/, providerId.includes('@') ? providerId : '$&'),
  });
  return {
    answers: answers.map((one) => ({
      ...placed(one),
      requestBody: textOf(one.requestBody),
      responseBody: textOf(one.responseBody, one.contentType),
    })),
    refusals: refusals.map((one) => ({ ...placed(one), body: textOf(one.body) })),
    readings: readings.map((one) => ({ ...placed(one), body: textOf(one.body) })),
  };
}

function textOf(body: Body, contentType = ''): string {
  if (typeof body === 'string') return body;
  return Array.isArray(body) && isStream(contentType) ? `${body.join('\n')}\n` : JSON.stringify(body);
}

/** Whether an answer of this type comes bit by bit. */
export function isStream(contentType: string): boolean {
  return contentType.startsWith('text/event-stream');
}
