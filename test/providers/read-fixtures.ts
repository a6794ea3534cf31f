import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnswerFixture, Body, Fixtures, ReadingFixture, Recording, RefusalFixture } from './fixture.ts';

const FOLDER = join(import.meta.dirname, 'fixtures');

/** What was recorded of a provider, each with where it comes from; bodies are texts. */
export interface RecordedFixtures {
  readonly answers: readonly (Recording & AnswerFixture & { readonly requestBody: string; responseBody: string })[];
  readonly refusals: readonly (Recording & RefusalFixture & { readonly body: string })[];
  readonly readings: readonly (Recording & ReadingFixture & { readonly body: string })[];
}

/** The file, from the root of the checkout. */
export const fixturePath = (name: string): string => `test/providers/fixtures/${name}.json`;

/** Every name that has a file. */
export function fixtureNames(): readonly string[] {
  return readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ''));
}

/** The file of a provider or family as it stands; null: there is none. */
export function readFixtureFile(name: string): Fixtures | null {
  const path = join(FOLDER, `${name}.json`);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

/** Whose recordings hold for a provider: its own, or, of a site of a family that has none, the family's. */
export function fixtureNameOf(providerId: string): string {
  return readFixtureFile(providerId) === null ? providerId.replace(/@.*/, '') : providerId;
}

/** The recordings of a provider; of a site of a family, those of the family with its surfaces' names. */
export function readFixtures(providerId: string): RecordedFixtures {
  const name = fixtureNameOf(providerId);
  const file = readFixtureFile(name);
  if (file === null) throw new Error(`${providerId} has no ${fixturePath(name)}`);
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
