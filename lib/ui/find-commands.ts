/** Something that can be gone to or done from anywhere. */
export interface Command {
  readonly id: string;
  readonly kind: 'screen' | 'account' | 'call' | 'deed' | 'search';
  readonly name: string;
  /** What else tells it from others, and is looked in as well. Absent: its name does. */
  readonly about?: string;
  readonly run: () => void;
}

/** So many are shown: who wants another types more. */
export const COMMANDS_SHOWN = 12;

/**
 * What fits what was typed, the best first: every word of it is somewhere in the name or beside it. Names that begin with it come
 * before those that have it somewhere; a search comes last, and is always there. Nothing typed: all in the order given, but no single calls.
 */
export function findCommands(commands: readonly Command[], typed: string): readonly Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return commands.filter(({ kind }) => kind !== 'call').slice(0, COMMANDS_SHOWN);
  const fitting = commands.flatMap((command) => {
    const rank = rankOf(command, words);
    return rank === null ? [] : [{ command, rank }];
  });
  const searches = commands.filter(({ kind }) => kind === 'search');
  const best = fitting.toSorted((a, b) => a.rank - b.rank).slice(0, COMMANDS_SHOWN - searches.length);
  return [...best.map(({ command }) => command), ...searches];
}

/** 0 is best; null: it does not fit. */
function rankOf({ kind, name, about = '' }: Command, words: readonly string[]): number | null {
  if (kind === 'search') return null;
  const [own, all] = [name.toLowerCase(), `${name} ${about}`.toLowerCase()];
  if (!words.every((word) => all.includes(word))) return null;
  if (own.startsWith(words.join(' '))) return 0;
  return words.every((word) => own.includes(word)) ? 1 : 2;
}
