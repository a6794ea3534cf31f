import { Agent, EventSource } from 'undici';
import { expect, onTestFinished } from 'vitest';
import { EVENT_TYPES } from '../../../companion/events/to-event.ts';
import type { Running } from '../running-companion.ts';

/** One event as a client reads it. */
export interface ReadEvent {
  readonly type: string;
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it says what it is.
  readonly data: any;
}

/** A client as the standard describes it, reading a companion's events until the test is over. */
export interface Reader {
  readonly events: ReadEvent[];
  readonly source: EventSource;
  /** Resolves with the first event of a type that was not asked for before. */
  readonly next: (type: string) => Promise<ReadEvent>;
}

/** Opens a client; it has its connection when it resolves. */
export async function readEvents(
  { origin, apiToken }: Pick<Running, 'origin' | 'apiToken'>,
  query = '',
): Promise<Reader> {
  const dispatcher = new Agent().compose((dispatch) => (options, handler) => {
    const headers = { ...(options.headers as Record<string, string>), authorization: `Bearer ${apiToken}` };
    return dispatch({ ...options, headers }, handler);
  });
  const source = new EventSource(`${origin}/api/v1/events${query}`, { node: { dispatcher, reconnectionTime: 50 } });
  onTestFinished(() => source.close());
  const events: ReadEvent[] = [];
  for (const type of Object.keys(EVENT_TYPES)) {
    source.addEventListener(type, (event) => {
      const { data, lastEventId } = event as MessageEvent<string>;
      events.push({ type, id: lastEventId, data: JSON.parse(data) });
    });
  }
  await expect.poll(() => source.readyState, { timeout: 5000 }).toBe(source.OPEN);
  let read = 0;
  return {
    ...{ events, source },
    async next(type) {
      const find = (): number => events.findIndex((event, index) => index >= read && event.type === type);
      await expect.poll(find, { timeout: 10_000 }).toBeGreaterThanOrEqual(0);
      const found = events[find()];
      read = find() + 1;
      if (found === undefined) throw new Error('no event');
      return found;
    },
  };
}
