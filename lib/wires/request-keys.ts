import { type Draft, type Revision, TRAITS } from '../domain/call.ts';
import { locate, setNumberOrString } from '../domain/json-splice.ts';
import type { RevisedBody } from './wire.ts';

/** Names above this are no model's, characters. */
const MODEL_CHARS_MAX = 128;
/** Bounds above this are none, tokens. */
const OUTPUT_TOKENS_MAX = 1e9;

/** A model's name, or another of at most so many characters; null for anything else. */
export function readModel(value: unknown, charsMax = MODEL_CHARS_MAX): string | null {
  return typeof value === 'string' && value !== '' && value.length <= charsMax ? value : null;
}

/** A kind of service that a request names (`flex`, `priority`); null for anything else. */
export function readTier(value: unknown): string | null {
  return typeof value === 'string' && TIER.test(value) ? value : null;
}

/** The kind of service an answer was served as; null where it names none, or repeats that this was left open. */
export function readServedTier(value: unknown): string | null {
  const tier = readTier(value);
  return tier === 'auto' ? null : tier;
}

const TIER = /^[a-z][a-z0-9_-]{0,31}$/;

/** What a request asks of its answer, as its wire found it: a form that has JSON in its name is one of JSON. */
export function readWants(
  tools: unknown,
  form: unknown,
  stop: unknown,
  effort: unknown,
): Pick<Draft, 'traits' | 'effort'> {
  const asked = [tools, typeof form === 'string' && /json/.exec(form), stop] as ({
    readonly length?: unknown;
  } | null)[];
  const traits = TRAITS.filter((_, place) => asked[place]?.length);
  const word = readTier(effort);
  return { ...(traits[0] && { traits }), ...(word && { effort: word }) };
}

/** A bound on thoughts as a word: bounds that are alike are one. What is no number stays as it is. */
export function effortOf(bound: unknown): unknown {
  return typeof bound === 'number' ? `to-${bound > 1 ? 2 ** Math.round(Math.log2(bound)) : bound}` : bound;
}

/** A bound on tokens or answers; null for anything else, also for 0, which is how playgrounds say that there is none. */
export function readBound(value: unknown): number | null {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) <= OUTPUT_TOKENS_MAX ? Number(value) : null;
}

/**
 * The body with another output bound: at all of `paths` that are there, else at the first. Null when it is no bound, or
 * there is no such place.
 */
export function reviseBound(
  bodyText: string,
  bound: number | null,
  paths: readonly [string, ...string[]],
): string | null {
  if (bound === null) return null;
  const present = paths.filter((path) => locate(bodyText, path) !== null);
  return (present.length > 0 ? present : [paths[0]]).reduce<string | null>(
    (body, path) => body && setNumberOrString(body, path, String(bound)),
    bodyText,
  );
}

/**
 * The body of a call that is billed by tokens, with another bound (`reviseOutput`) or model. Null for other changes, and
 * where nothing stands at `path`: it is no such body.
 */
export function reviseTokens(
  bodyText: string,
  revision: Revision,
  { path, reviseOutput }: { readonly path: string; readonly reviseOutput: (bound: number | null) => string | null },
): RevisedBody | null {
  if (locate(bodyText, path) === null) return null;
  let body: string | null = null;
  if (revision.kind === 'output-max') body = reviseOutput(readBound(revision.outputTokensMax));
  else if (revision.kind === 'model') body = reviseModel(bodyText, readModel(revision.model));
  return body === null ? null : { body, rest: null };
}

/** The body with another model in the place of the one it names; null when it names none. */
function reviseModel(bodyText: string, model: string | null): string | null {
  if (model === null || locate(bodyText, '$.model') === null) return null;
  return setNumberOrString(bodyText, '$.model', JSON.stringify(model));
}
