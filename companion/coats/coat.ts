import { parseJson } from '../../lib/domain/json-path.ts';
import { parseDecimal, toDecimal } from '../../lib/domain/money.ts';
import { isAtPath, type Surface } from '../../lib/domain/surface.ts';
import { findKnownPrice } from '../../lib/prices/known-prices.ts';
import { listModels } from '../../lib/prices/list-models.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { findProvider, providers } from '../../lib/providers/registry.ts';
import type { SandboxCoat } from '../sandbox/coat.ts';
import type { Exchange } from '../sandbox/http.ts';
import type { RefusalAnswer, RefusalFacts } from '../sandbox/refusal-body.ts';
import { type RefusalCause, refusalCauses } from '../sandbox/vocabulary.ts';
import { answerInCoat } from './answer-in-coat.ts';
import { writeErrorForm } from './error-form.ts';
import { openJobs } from './jobs/jobs.ts';
import { readRecordings } from './read-recordings.ts';
import { type RecordedRefusal, readRecordedRefusals, refusalsFor } from './recorded-refusals.ts';

/** A provider that the sandbox can stand in for, and what it can play of it. */
export interface CoatPattern {
  readonly provider: Provider;
  /** What the wallet is counted in. */
  readonly unit: string;
  /** The causes for which it is known how the provider says no. */
  readonly causes: readonly RefusalCause[];
}

/** Every provider that can be worn: all that have calls and are no sandbox. */
export function listCoats(): readonly CoatPattern[] {
  return providers.flatMap((provider) => patternOf(provider) ?? []);
}

/** The pattern of a provider's coat by its id, or by what else its addresses may begin with; null: there is none. */
export function findCoat(id: string): CoatPattern | null {
  const called = providers.find(({ alsoCalled }) => alsoCalled?.includes(id))?.id ?? id;
  const provider = findProvider(called);
  return provider && patternOf(provider);
}

/** A coat to be worn; each has a memory of its own of work that is under way. */
export function cutCoat({ provider, unit }: CoatPattern): SandboxCoat {
  const recorded = readRecordedRefusals(provider);
  const jobs = openJobs();
  return {
    id: provider.id,
    name: provider.name,
    unit,
    answer: (exchange) => answerInCoat({ provider, unit, jobs }, exchange),
    refuse: (exchange, facts) => refuse(provider, recorded, exchange, facts),
    writeError: (exchange, status, message) => writeErrorForm(wireAt(provider, exchange), status, message),
  };
}

/** The addresses that cost something, as the provider has them; what becomes of work is asked at others. */
export function apiPathsOf({ surfaces }: Provider): readonly string[] {
  const paths = surfaces.flatMap(({ kind, isFollowUp, path }) => (kind === 'call' && !isFollowUp ? [path] : []));
  return [...new Set(paths)];
}

function patternOf(provider: Provider): CoatPattern | null {
  const hasCalls = provider.surfaces.some(({ kind }) => kind === 'call');
  if (provider.isForTestingOnly || !hasCalls) return null;
  const recorded = readRecordedRefusals(provider);
  const causes = refusalCauses.filter((cause) => refusalsFor(recorded, cause).length > 0);
  return { provider, unit: unitOf(provider), causes };
}

/** Dollars where it takes them; else what its prices or its balance are in. */
function unitOf(provider: Provider): string {
  const { prices, basePrices } = provider;
  const own = prices.map(({ unit }) => unit);
  const [model] = listModels(provider);
  const listed = basePrices && model !== undefined ? findKnownPrice(basePrices, model)?.unit : undefined;
  if (own.includes('USD')) return 'USD';
  return own[0] ?? listed ?? unitOfBalance(provider) ?? 'USD';
}

function unitOfBalance({ id, balances }: Provider): string | undefined {
  for (const { unit } of balances) if (!unit.startsWith('$')) return unit;
  const [reading] = readRecordings(id).readings.flatMap(({ expected }) => (Array.isArray(expected) ? expected : []));
  const unit: unknown = reading?.unit;
  return typeof unit === 'string' ? unit : undefined;
}

function refuse(
  provider: Provider,
  recorded: readonly RecordedRefusal[],
  exchange: Exchange,
  facts: RefusalFacts,
): RefusalAnswer {
  const surface = surfaceAt(provider, exchange);
  const fitting = refusalsFor(recorded, facts.cause);
  const [first] = fitting;
  // Of those that fit equally well, what was recorded of this very address.
  const best = fitting.filter(
    (one) => one.isOfOneCall === first?.isOfOneCall && (one.body === null) === (first.body === null),
  );
  const found = best.find((one) => one.surface === surface?.id) ?? first;
  const wire = wireAt(provider, exchange);
  if (found === undefined) return refuseUnrecorded(provider, facts, wire);
  if (found.body === null) {
    return {
      status: found.status,
      headers: found.headers,
      body: writeErrorForm(wire, found.status, fill(found, facts)),
    };
  }
  return { status: found.status, headers: found.headers, body: parseJson(fill(found, facts)) };
}

/** The recorded words with this call's figures where they state what is left and what is needed. */
function fill({ words, available, needed }: RecordedRefusal, facts: RefusalFacts): string {
  const [left, wanted] = [available, needed].map((one) => (one === null ? null : parseDecimal(one)));
  if (left == null && wanted == null) return words;
  return words.replace(/\d+(?:\.\d+)?/g, (figure) => {
    const nano = parseDecimal(figure);
    if (nano !== null && nano === left) return toDecimal(facts.availableNano > 0n ? facts.availableNano : 0n);
    return nano !== null && nano === wanted ? toDecimal(facts.needNano) : figure;
  });
}

/** What nobody recorded is said plainly, and marked as ours. */
function refuseUnrecorded({ name }: Provider, { cause }: RefusalFacts, wire: Surface['wire']): RefusalAnswer {
  const isRate = cause === 'rate-limited';
  const status = isRate ? 429 : 402;
  const message = isRate ? 'Rate limit reached. Please try again later.' : 'Insufficient balance.';
  const note = `${message} (made up: what ${name} says was not recorded)`;
  return { status, headers: { 'x-sandbox-made-up': 'refusal' }, body: writeErrorForm(wire, status, note) };
}

/** The surface that a request is of, whatever the host it is asked at; null: none. */
export function surfaceAt({ surfaces }: Provider, { request, url }: Exchange): Surface | null {
  const isHere = (one: Surface): boolean => one.method === request.method && isAtPath(one, url.pathname);
  return surfaces.find((one) => one.kind === 'call' && isHere(one)) ?? surfaces.find(isHere) ?? null;
}

function wireAt(provider: Provider, exchange: Exchange): Surface['wire'] {
  const here = surfaceAt(provider, exchange)?.wire ?? null;
  return here ?? provider.surfaces.find(({ kind }) => kind === 'call')?.wire ?? null;
}
