import { decodeJson } from '../lib/domain/bigint-json.ts';
import type { BudgetView } from '../lib/domain/budget-view.ts';
import type { Language } from '../lib/domain/text.ts';
import type { SharedSource } from '../lib/ui/dashboard-source.ts';
import { copyText } from '../lib/webext/copy-text.ts';
import { saveFile } from '../lib/webext/save-file.ts';
import { followEvents } from './follow-events.ts';
import type { CompanionLink } from './link.ts';

/** What the companion's dashboard reads besides. */
export interface CompanionSource extends SharedSource {
  /** Every budget, the fullest first. */
  readonly readBudgets: () => Promise<readonly BudgetView[]>;
}

/** What the dashboard reads and sets off, over the companion's HTTP. `languageOf`: what texts are wanted in. */
export function openHttpSource(link: CompanionLink, languageOf: () => Language): CompanionSource {
  const listeners = new Set<Parameters<SharedSource['watch']>[0]>();
  const tell = (what: 'ledger' | 'settings'): void => {
    for (const listener of listeners) listener(what);
  };
  /** The form of what comes is the companion's own: page and companion are of one version. */
  const readOrNull = async <T>(...asked: Parameters<CompanionLink['read']>): Promise<T | null> => {
    const text = await link.read(...asked);
    return text === null ? null : (decodeJson(text) as T);
  };
  const read = async <T>(...asked: Parameters<CompanionLink['read']>): Promise<T> => {
    const found = await readOrNull<T>(...asked);
    if (found === null) throw new Error(`[page] the companion has no ${asked[0]}`);
    return found;
  };
  const open = (url: string): void => void window.open(url, '_blank', 'noopener,noreferrer');
  return {
    readCalls: (filter, after, callsMax) => read('calls', { ...filter, ...after, limit: callsMax }),
    readNewest: async () => (await read<{ readonly at: number | null }>('calls/newest')).at,
    readChoices: () => read('calls/choices'),
    readDetail: (callId) => readOrNull(`calls/${encodeURIComponent(callId)}`, { lang: languageOf() }),
    readAccuracy: () => read('calls/accuracy'),
    readBudgets: () => read('budgets'),
    readPrices: () => read('prices'),
    readAccounts: () => read('accounts'),
    readAbout: () => read('about'),
    readOverview: () => read('overview'),
    overview: {
      onOpen: open,
      onRecharge: (_account, url) => open(url),
      onAlert: (id, said) => {
        const deed = said === 'known' ? link.perform('know', { id }) : link.perform('snooze', { id, hours: '24' });
        deed.then(
          () => tell('settings'),
          () => tell('settings'),
        );
      },
      onLinkKey: async () => false,
    },
    readSpend: ({ period, by, within, unit }) =>
      read('spend', {
        ...(typeof period === 'string' ? { period } : period),
        ...{ by, within: JSON.stringify(within), unit },
      }),
    hasRefusals: async () => (await read<{ readonly isThere: boolean }>('refusals')).isThere,
    readRefusals: (days) => read('refusals', { days }),
    sayOfRefusal: ({ id }, { isClear, note }) =>
      link.perform('clear', { id, note, clear: isClear === null ? '' : isClear ? 'yes' : 'no' }),
    watch: (onChange) => {
      listeners.add(onChange);
      const stop = followEvents(link, onChange);
      return () => {
        listeners.delete(onChange);
        stop();
      };
    },
    saveFile,
    copy: copyText,
  };
}
