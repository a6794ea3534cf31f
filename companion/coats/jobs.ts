import type { Surface } from '../../lib/domain/surface.ts';
import type { Exchange } from '../sandbox/http.ts';
import type { Worn } from './answer-in-coat.ts';

/** Work that a coat has under way, by the provider's number of it. */
export interface Jobs {
  readonly byId: Map<string, object>;
}

/** None yet. */
export function openJobs(): Jobs {
  return { byId: new Map() };
}

/** Answers what begins work that ends later, or asks what became of it; `false`: it is no such thing. */
export async function answerJob(_worn: Worn, _exchange: Exchange, _surface: Surface | null): Promise<boolean> {
  return false;
}
