/** Counts equal requests. */
export interface RepeatWatch {
  /** Notes one more of this name. */
  readonly note: (name: string, tool: string, now: number) => Noted;
  /** Forgets what was counted of a tool; null: of all. @returns how many requests were over the mark. */
  readonly release: (tool: string | null) => number;
}

/** What one more request makes, of the last ten minutes; {@link REPEATS_MAX} at most. */
export interface Noted {
  readonly count: number;
  /** Without those before it that brought no answer: to send those again repeats nothing. */
  readonly answered: number;
  /** It brought no answer itself. */
  readonly takeBack: () => void;
}

/** So many equal requests within the time look like a loop. */
export const REPEATS_MAX = 20;
export const REPEATS_MS = 10 * 60_000;
/** Different requests that are remembered at once; the one that was unused longest gives way. */
const NAMES_MAX = 4096;

interface Request {
  /** Epoch ms. */
  readonly at: number;
  isAnswered: boolean;
}

interface Seen {
  readonly tool: string;
  /** The last {@link REPEATS_MAX}, oldest first. */
  readonly requests: Request[];
}

export function openRepeatWatch(namesMax = NAMES_MAX): RepeatWatch {
  const seen = new Map<string, Seen>();
  return {
    note(request, tool, now) {
      const name = `${tool}\n${request}`;
      const known = seen.get(name);
      const entry: Seen = known ?? { tool, requests: [] };
      const { requests } = entry;
      // A clock that was set back: what lies ahead of it is not believed.
      while (requests.length > 0 && !isRecent(requests[0]?.at ?? 0, now)) requests.shift();
      // Until it is known otherwise: two that run at once are two.
      const own: Request = { at: now, isAnswered: true };
      requests.push(own);
      if (requests.length > REPEATS_MAX) requests.shift();
      // The one that was used last stands last.
      seen.delete(name);
      seen.set(name, entry);
      for (const oldest of seen.keys()) {
        if (seen.size <= namesMax) break;
        seen.delete(oldest);
      }
      const takeBack = (): void => {
        own.isAnswered = false;
      };
      return { count: requests.length, answered: requests.filter(({ isAnswered }) => isAnswered).length, takeBack };
    },
    release(tool) {
      let released = 0;
      for (const [name, entry] of seen) {
        if (tool !== null && entry.tool !== tool) continue;
        if (entry.requests.length >= REPEATS_MAX) released += 1;
        seen.delete(name);
      }
      return released;
    },
  };
}

function isRecent(at: number, now: number): boolean {
  return at <= now && now - at < REPEATS_MS;
}
