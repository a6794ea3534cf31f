import { ANY_CALL, callsOfAccount } from '../../lib/domain/dashboard.ts';
import type { Language } from '../../lib/domain/text.ts';
import type { TextKey } from '../../lib/domain/texts/en.ts';
import { addressOfCalls } from '../../lib/ui/calls-address.ts';
import type { CallsState } from '../../lib/ui/calls-store.ts';
import type { Screen } from '../../lib/ui/dashboard.ts';
import type { Command } from '../../lib/ui/find-commands.ts';
import type { SettingsDeeds, SettingsState } from '../../lib/ui/settings-store.ts';
import { costText } from '../popup/cost-text.ts';
import type { Say } from '../popup/say.ts';

interface Known {
  readonly screens: readonly Screen[];
  readonly calls: CallsState;
  /** What can be done from anywhere. */
  readonly deeds: readonly Command[];
  readonly typed: string;
}

/** Shorter texts are no id, and no search worth a list. */
const SEARCH_CHARS_MIN = 3;

/** What can be gone to or done from anywhere: screens, deeds, accounts, the newest calls, and a search for what was typed. */
export function listCommands({ screens, calls, deeds, typed }: Known, say: Say): readonly Command[] {
  return [
    ...screens.map((name): Command => goTo('screen', `#${name}`, say(`dash.${name}`))),
    ...deeds,
    ...calls.choices.accounts.map(
      ({ id, name }): Command => ({ ...goTo('account', callsOfAccount(id), name), about: say('find.callsOf') }),
    ),
    ...calls.pages
      .flatMap(({ rows }) => rows ?? [])
      .map(
        ({ record, providerName }): Command => ({
          ...goTo('call', addressOfCalls({ filter: ANY_CALL, callId: record.callId }), record.model ?? providerName),
          about: [costText(record, say), record.providerRequestId, record.requestId].filter(Boolean).join(' · '),
        }),
      ),
    ...searchOf(typed.trim(), say),
  ];
}

function goTo(kind: Command['kind'], address: string, name: string): Command {
  return {
    ...{ id: address, kind, name },
    run: () => {
      location.hash = address;
    },
  };
}

function searchOf(typed: string, say: Say): readonly Command[] {
  if (typed.length < SEARCH_CHARS_MIN) return [];
  const address = addressOfCalls({ filter: { ...ANY_CALL, search: typed }, callId: null });
  return [goTo('search', address, say('find.search', { text: { kind: 'verbatim', text: typed } }))];
}

/** What the settings can be told from anywhere. */
export function deedsOf(
  { view }: SettingsState,
  { pause, choose }: Pick<SettingsDeeds, 'pause' | 'choose'>,
  say: Say,
): readonly Command[] {
  const isPaused = view !== null && view.pausedUntil !== null;
  return [
    ...(isPaused
      ? [deed('pause.resume', () => pause(null), say)]
      : [deed('set.pauseHour', () => pause('hour'), say), deed('set.pauseToday', () => pause('today'), say)]),
    ...looksOf(choose, say),
  ];
}

/** How the page looks, and what it speaks. */
export function looksOf(
  choose: (change: { readonly theme: 'light' | 'dark' } | { readonly language: Language }) => void,
  say: Say,
): readonly Command[] {
  return [
    deed('find.light', () => choose({ theme: 'light' }), say),
    deed('find.dark', () => choose({ theme: 'dark' }), say),
    deed('find.english', () => choose({ language: 'en' }), say),
    deed('find.chinese', () => choose({ language: 'zh' }), say),
  ];
}

function deed(key: TextKey, run: () => void, say: Say): Command {
  return { id: key, kind: 'deed', name: say(key), run };
}
