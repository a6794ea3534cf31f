import type { ModelEstimate, NoEstimate, TokenPart } from '../domain/estimator.ts';
import type { PastedRequest } from '../domain/read-pasted-request.ts';
import { factsOfSite, type KnownSite } from '../domain/site-facts.ts';
import type { Provider } from '../providers/provider.ts';
import { findProvider } from '../providers/registry.ts';
import { countCall, priceCall } from './count-call.ts';
import type { ExactCounters } from './exact-counters.ts';
import { openCallFinder } from './find-call.ts';
import type { CallContext } from './ports.ts';
import { NO_CONTEXT } from './price-counted.ts';

/** What an estimate of a pasted request is asked with. */
export interface EstimatorOptions {
  /** Id of the provider that somebody chose; null or absent: the request says, or its model's name. */
  readonly provider?: string | null;
  /** Relays that were recognised. Absent: none. */
  readonly sites?: readonly KnownSite[];
  /** How texts are counted exactly. */
  readonly counters: ExactCounters;
  /** What is known around a call of this model. Absent: nothing. */
  readonly contextOf?: (provider: Provider, model: string | null) => CallContext;
  /** Epoch ms. */
  readonly now: number;
}

/** What a pasted request would cost. */
export interface PastedEstimate {
  /** What it is called among others; null: nothing. */
  readonly id: PastedRequest['id'];
  /** Null: there is an estimate of each model. */
  readonly none: NoEstimate | null;
  readonly provider: Provider | null;
  /** Of the model it names, or of those that were asked for, in their order. Empty with `none`. */
  readonly models: readonly ModelEstimate[];
  /** Of what it consists, by the first of the models. Empty: it was not asked for, or is not billed by tokens. */
  readonly parts: readonly TokenPart[];
}

/** Estimates what people paste, one request after the other. */
export interface Estimator {
  /** `models`: instead of the one it names; empty: that one. `withParts`: also tells of what it consists. Never throws. */
  readonly estimate: (text: string, models: readonly string[], withParts?: boolean) => PastedEstimate;
}

/**
 * Opens what estimates requests that are not sent: the same for the command line, a page and whoever asks the companion. Nothing of
 * what is read is kept but guesses of who sells a model.
 */
export function openEstimator(options: EstimatorOptions): Estimator {
  const { provider = null, sites = [], counters, contextOf = () => NO_CONTEXT, now } = options;
  const find = openCallFinder({ provider, sites });
  return {
    estimate(text, models, withParts = false) {
      const call = countCall(text, { find, counters, models, withParts });
      const { id, none, parts } = call;
      const seller = call.provider === null ? null : findProvider(call.provider, factsOfSite(sites, call.provider));
      if (none !== null || seller === null)
        return { id, none: none ?? { kind: 'provider' }, provider: seller, ...NOTHING };
      const asked = models.length === 0 ? [null] : models;
      const estimates = asked.map((model) =>
        priceCall(call, { provider: seller, model, context: contextOf(seller, model ?? call.model), now }),
      );
      return { id, none: null, provider: seller, models: estimates, parts };
    },
  };
}

const NOTHING = { models: [], parts: [] } as const;
