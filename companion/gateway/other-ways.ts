import type { Problem, StoppedWay } from './problem.ts';
import type { Hop, RefusalNote } from './review-port.ts';

/** Every client takes so much beside the provider's own headers, characters. */
const HEADER_CHARS_MAX = 1024;

/** That another way was stopped: what the first one was refused for does not say it. */
export function stoppedWay({ policy, provider, account }: Hop, at: string, { type, detail: why }: Problem): StoppedWay {
  return { policy, provider: provider ?? at, account, type, why };
}

/** The same beside a provider's refusal: in its body, and for programs that read no bodies of errors. */
export function noteStopped(note: RefusalNote, ways: readonly StoppedWay[]): RefusalNote {
  if (ways.length === 0) return note;
  const said = ways.map(({ policy, provider, why }) => `${policy} (${provider}): ${why}`).join(' ');
  const header = said.replace(/[^\x20-\x7e]/g, '?').slice(0, HEADER_CHARS_MAX);
  return {
    ...note,
    headers: { ...note.headers, 'tollkeeper-other-ways': header },
    member: note.member && { ...note.member, otherWays: ways },
  };
}
