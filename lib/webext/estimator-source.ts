import browser from 'webextension-polyfill';
import type { Draft } from '../domain/call.ts';
import { carries, explainCarries } from '../domain/carries.ts';
import type { Estimate } from '../domain/estimate.ts';
import type {
  BatchProgress,
  BatchView,
  EstimateChoices,
  EstimateView,
  ModelRow,
  ProviderChoice,
  ShownBalance,
} from '../domain/estimator.ts';
import type { Money } from '../domain/money.ts';
import { factsOfSite, type KnownSite } from '../domain/site-facts.ts';
import { type CountedCall, draftOf, priceCall } from '../engine/count-call.ts';
import { groupsOf } from '../engine/forecast-output.ts';
import type { CallContext } from '../engine/ports.ts';
import { NO_CONTEXT } from '../engine/price-counted.ts';
import { readContext } from '../ledger/ledger-context.ts';
import { listModels } from '../prices/list-models.ts';
import { orderModels } from '../prices/order-models.ts';
import type { Provider } from '../providers/provider.ts';
import { findProvider, knownSites, providers } from '../providers/registry.ts';
import type { Database } from './database.ts';
import { openBatch } from './estimate-batch.ts';
import { openWorkerLink, type WorkerLink } from './estimate-link.ts';
import { localDay } from './local-day.ts';
import { readSettings } from './settings.ts';

/** The Estimator's side of the ledger: who can be chosen, what a text or a file would cost by today's prices and balance. */
export function openEstimatorSource(database: Database, isReady: () => Promise<unknown>) {
  let link: WorkerLink | null = null;
  /** The last text that was counted, in sizes: another model is priced without counting again. */
  let last: { readonly text: string; readonly provider: string | null; readonly call: CountedCall } | null = null;
  const sites = async (): Promise<readonly KnownSite[]> => [...(await readSettings()).sites, ...knownSites];
  const open = async (): Promise<WorkerLink> => {
    if (link !== null) return link;
    await isReady();
    const { descriptions } = await readSettings();
    link ??= openWorkerLink(new Worker(browser.runtime.getURL('/estimator-worker.js')), {
      sites: await sites(),
      descriptions,
    });
    return link;
  };
  const count = async (text: string, provider: string | null): Promise<CountedCall> => {
    if (last?.text === text && last.provider === provider) return last.call;
    const call = await (await open()).count(text, provider);
    last = { text, provider, call };
    return call;
  };
  return {
    readProviders: async (): Promise<readonly ProviderChoice[]> => {
      await isReady();
      const relays = (await sites()).flatMap(({ id, facts }) => findProvider(id, facts) ?? []);
      const able = [...providers, ...relays].filter(({ surfaces }) => surfaces.some(({ kind }) => kind === 'call'));
      const choices = able.map(({ id, name }) => ({ id, name }));
      return choices.toSorted((a, b) => a.name.localeCompare(b.name));
    },
    estimate: async (text: string, choices: EstimateChoices): Promise<EstimateView> => {
      await isReady();
      const call = await count(text, choices.provider);
      return viewCall(database, call, { models: choices.models, sites: await sites(), now: Date.now() });
    },
    estimateFile: async (
      file: Blob,
      choices: EstimateChoices,
      given: { readonly onProgress: (progress: BatchProgress) => void; readonly signal: AbortSignal },
    ): Promise<BatchView> => {
      await isReady();
      const known = await sites();
      const batch = openBatch(choices.models, {
        providerOf: (id) => findProvider(id, factsOfSite(known, id)),
        contextOf: (provider, draft) => contextOf(database, provider, draft),
        now: Date.now(),
      });
      await (await open()).countFile(file, choices, {
        signal: given.signal,
        onPortion: async (lines, bytes) => {
          await batch.add(lines);
          given.onProgress({ requests: batch.requests(), bytes, bytesAll: file.size });
        },
      });
      return batch.view();
    },
    /** What was counted, and the worker with its vocabularies, are gone. */
    close: (): void => {
      link?.close();
      link = null;
      last = null;
    },
  };
}

interface Asked {
  readonly models: readonly string[];
  readonly sites: readonly KnownSite[];
  readonly now: number;
}

async function viewCall(database: Database, call: CountedCall, { models, sites, now }: Asked): Promise<EstimateView> {
  const provider = call.provider === null ? null : findProvider(call.provider, factsOfSite(sites, call.provider));
  const none = call.none ?? (provider === null ? ({ kind: 'provider' } as const) : null);
  const { parts } = call;
  if (none !== null || provider === null)
    return { none, providerName: provider?.name ?? null, parts, rows: [], others: [], balance: null };
  const shown = [call.model, ...models.filter((model) => model !== call.model)];
  const draft = draftOf(call);
  const contexts = await Promise.all(shown.map((model) => contextOf(database, provider, { ...draft, model })));
  const estimates = shown.map((model, index) =>
    priceCall(call, { provider, model, context: contexts[index] ?? NO_CONTEXT, now, day: localDay(now) }),
  );
  const balance = estimates.map((one) => one.balance).find((one) => one !== null) ?? null;
  const rows = estimates.map(({ model, estimate, none: why, reasons }) =>
    rowOf({ model, estimate, none: why, reasons }, balance?.money ?? null),
  );
  return {
    ...{ none: null, providerName: provider.name, parts, rows, balance },
    others: await otherModels(call, provider, { context: contexts[0] ?? NO_CONTEXT, shown, now, balance }),
  };
}

function rowOf(row: Omit<ModelRow, 'carries'>, balance: Money | null): ModelRow {
  const { estimate } = row;
  if (balance === null || estimate === null) return { ...row, carries: null };
  return { ...row, carries: { how: carries(balance, estimate), text: explainCarries(balance, estimate) } };
}

/** By what is known around any call of the provider: what each of a hundred models was billed is not looked up. */
async function otherModels(
  call: CountedCall,
  provider: Provider,
  given: {
    readonly context: CallContext;
    readonly shown: readonly (string | null)[];
    readonly now: number;
    readonly balance: ShownBalance | null;
  },
): Promise<readonly ModelRow[]> {
  const { context, shown, now, balance } = given;
  if (call.model === null && shown.length === 1 && Object.values(call.counted).some((one) => one.drafts[0].units))
    return [];
  const general = { ...context, billed: [], accepted: [] };
  const listed = [...listModels(provider), ...(context.site?.prices?.models.map(({ name }) => name) ?? [])];
  const names = [...new Set(listed)].filter((model) => !shown.includes(model));
  const wantsAnswer = Object.values(call.counted).some(({ drafts }) => drafts[0].outputTokensMax !== 0);
  const priced = names
    .map((model) => priceCall(call, { provider, model, context: general, now }))
    .flatMap(({ model, estimate, reasons }) =>
      estimate === null || hasAnswer(estimate) !== wantsAnswer ? [] : [{ model, estimate, none: null, reasons }],
    );
  return orderModels(call.model, priced).map((row) => rowOf(row, balance?.money ?? null));
}

/** Whether what comes out is part of the price: a model of embeddings answers nothing. */
function hasAnswer({ parts }: Estimate): boolean {
  return parts.some(
    ({ meter, count, role }) =>
      role === 'likely' && (meter !== 'output-tokens' ? !meter.endsWith('-tokens') : count > 0),
  );
}

async function contextOf(database: Database, provider: Provider, draft: Draft): Promise<CallContext> {
  const groups = groupsOf({ draft, origin: '' });
  return readContext(database, { provider: provider.id, fingerprint: null, model: draft.model, callId: '', groups });
}
