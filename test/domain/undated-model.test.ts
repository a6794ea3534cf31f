import { expect, it } from 'vitest';
import { undatedModel } from '../../lib/domain/undated-model.ts';

it.each([
  ['gpt-4o-2024-08-06', 'gpt-4o'],
  ['claude-sonnet-4-20250514', 'claude-sonnet-4'],
  ['claude-3-5-haiku-latest', 'claude-3-5-haiku'],
  ['claude-sonnet-4@20250514', 'claude-sonnet-4'],
  ['gpt-4-0613', 'gpt-4'],
  ['gpt-3.5-turbo-0125', 'gpt-3.5-turbo'],
  // A month that is none, a version, a size and a name alone are no day.
  ['mistral-large-2411', 'mistral-large-2411'],
  ['llama-3.1-405', 'llama-3.1-405'],
  ['o4-mini', 'o4-mini'],
  ['text-embedding-3-small', 'text-embedding-3-small'],
  ['-0613', '-0613'],
  ['', ''],
])('%s is a version of %s', (model, undated) => {
  expect(undatedModel(model)).toBe(undated);
});
