/** Counts equal requests. */
export interface RepeatWatch {
  /** Notes one more of this name. @returns how many that makes in the last ten minutes, {@link REPEATS_MAX} at most. */
  readonly note: (name: string, tool: string, now: number) => number;
  /** Forgets what was counted of a tool; null: of all. @returns how many requests were over the mark. */
  readonly release: (tool: string | null) => number;
}

/** So many equal requests within the time look like a loop. */
export const REPEATS_MAX = 20;
export const REPEATS_MS = 10 * 60_000;
/** Different requests that are remembered at once; the one that was unused longest gives way. */
const NAMES_MAX = 4096;

interface Seen {
  readonly tool: string;
  /** The last {@link REPEATS_MAX}, epoch ms, oldest first. */
  readonly at: number[];
}

export function openRepeatWatch(namesMax = NAMES_MAX): RepeatWatch {
  const seen = new Map<string, Seen>();
  return {
    note(request, tool, now) {
      const name = `${tool}\n${request}`;
      const known = seen.get(name);
      const entry: Seen = known ?? { tool, at: [] };
      // A clock that was set back: what lies ahead of it is not believed.
      while (entry.at.length > 0 && !isRecent(entry.at[0] ?? 0, now)) entry.at.shift();
      entry.at.push(now);
      if (entry.at.length > REPEATS_MAX) entry.at.shift();
      // The one that was used last stands last.
      seen.delete(name);
      seen.set(name, entry);
      for (const oldest of seen.keys()) {
        if (seen.size <= namesMax) break;
        seen.delete(oldest);
      }
      return entry.at.length;
    },
    release(tool) {
      let released = 0;
      for (const [name, entry] of seen) {
        if (tool !== null && entry.tool !== tool) continue;
        if (entry.at.length >= REPEATS_MAX) released += 1;
        seen.delete(name);
      }
      return released;
    },
  };
}

function isRecent(at: number, now: number): boolean {
  return at <= now && now - at < REPEATS_MS;
}
