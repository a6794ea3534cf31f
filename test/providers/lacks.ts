import { isStream, readRecordings } from '../../companion/coats/read-recordings.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { surfaceOf } from './described.ts';

/**
 * What no recording from an outside source shows of a provider, in words; empty: it is complete. An answer for every wire
 * that its calls speak (and a streamed one where streams are common), a refusal, a balance that was read.
 */
export function lacksOf(provider: Provider): readonly string[] {
  const { answers, refusals, readings } = readRecordings(provider.id);
  const calls = provider.surfaces.filter(({ kind }) => kind === 'call');
  const wireOf = (surface: string): string | null => surfaceOf(surface).wire;
  const spoken = [...new Set(calls.map(({ wire }) => wire))];
  const silent = spoken.filter((wire) => !answers.some(({ surface }) => wireOf(surface) === wire));
  const isStreamed = (wire: string): boolean =>
    answers.some(({ surface, contentType }) => wireOf(surface) === wire && isStream(contentType));
  return [
    ...silent.map((wire) => `what a call costs (${wire})`),
    ...(spoken.includes('openai-chat') && !isStreamed('openai-chat') ? ['what a streamed call costs'] : []),
    ...(spoken.length === 0 ? ['a call'] : []),
    ...(refusals.some(({ expected }) => expected.says !== null) ? [] : ['how it refuses']),
    ...(readings.some(({ surface, expected }) => surfaceOf(surface).kind === 'balance' && expected !== null)
      ? []
      : ['what is left']),
  ];
}
