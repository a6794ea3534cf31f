import browser from 'webextension-polyfill';
import { accountTitle } from '../domain/account-title.ts';
import { bringLanguage } from '../domain/languages.ts';
import type { Unit } from '../domain/money.ts';
import type { BudgetFault } from '../domain/own-budget.ts';
import { renderText } from '../domain/render-text.ts';
import { isCoveredBy } from '../domain/site.ts';
import type { Language } from '../domain/text.ts';
import type { ProviderChoice, WelcomeModel, WelcomeSource } from '../domain/welcome.ts';
import { watchDataHost } from './data-host.ts';
import { openDemo } from './demo.ts';
import { openDashboardTab } from './open-dashboard.ts';
import { openPopupSource } from './popup-source.ts';
import { watchPriceHost } from './price-file-store.ts';
import { chooseLanguage, readSettings } from './settings.ts';
import { watchedOrigins } from './watched-origins.ts';
import { listChoices } from './welcome-providers.ts';
import { readWelcome, writeWelcome } from './welcome-state.ts';

/** What the first page reads and sets off. */
export function openWelcomeSource(): WelcomeSource {
  const providers = listChoices();
  const popup = openPopupSource();
  let language: Language = chooseLanguage({ language: null });
  const load = async (): Promise<WelcomeModel> => {
    const model = await readModel(providers, await popup.load().catch(() => null));
    language = model.language;
    return model;
  };
  return {
    providers,
    load,
    watch: (onChange) => popup.watch(() => void load().then(onChange)),
    onAllow: allow,
    onOpen: popup.onOpen,
    onStep: (step) => void writeWelcome({ step }),
    onLimit: (amount, unit) => keepLimit(amount, unit, language),
    onOpenPage: (page) => void openDashboardTab(page === 'companion' ? '#settings?at=set-companion' : '#overview'),
    demo: openDemo(
      () => language,
      () => Date.now(),
    ),
  };
}

/** The background registers the scripts when the grant arrives. */
async function allow(patterns: readonly string[]): Promise<boolean> {
  const isGiven = await browser.permissions.request({ origins: [...patterns] }).catch(() => false);
  if (isGiven) for (const pattern of patterns) await Promise.all([watchPriceHost(pattern), watchDataHost(pattern)]);
  return isGiven;
}

type PopupModel = Awaited<ReturnType<ReturnType<typeof openPopupSource>['load']>>;

/** `popup` null: the ledger cannot be opened, and so nothing of balances is known. */
async function readModel(providers: readonly ProviderChoice[], popup: PopupModel | null): Promise<WelcomeModel> {
  const [settings, origins, state, kept] = await Promise.all([
    readSettings(),
    watchedOrigins(),
    readWelcome(),
    readKept().catch(() => NOTHING_KEPT),
  ]);
  const isWatched = ({ patterns }: ProviderChoice): boolean =>
    patterns.every((pattern) => origins.includes(pattern) || isCoveredBy(origins, pattern.replace(/\/\*$/, '')));
  const language = chooseLanguage(settings);
  await bringLanguage(language);
  return {
    language,
    theme: settings.theme,
    watched: providers.filter(isWatched).map(({ id }) => id),
    balances: (popup?.accounts ?? []).flatMap(({ id, providerName, name, balances }) =>
      balances
        .slice(0, 1)
        .map((balance) => ({ provider: id.split(':')[0] ?? '', account: accountTitle(providerName, name), balance })),
    ),
    step: state?.step ?? 'providers',
    ...kept,
  };
}

const NOTHING_KEPT = { limit: null, isPaired: false } as const;

/** What was set up in the ledger; Dexie is loaded for it. */
async function readKept(): Promise<Pick<WelcomeModel, 'limit' | 'isPaired'>> {
  const [{ Database }, { readLink }, state] = await Promise.all([
    import('./database.ts'),
    import('./sync-companion.ts'),
    readWelcome(),
  ]);
  const database = new Database();
  try {
    const row = state?.budget == null ? undefined : await database.ownBudgets.get(state.budget);
    const unit = row?.budget.unit;
    const isPaired = (await readLink(database)) !== null;
    if (row === undefined || unit?.kind !== 'money') return { limit: null, isPaired };
    return { limit: { unit: unit.currency, nano: row.budget.limit }, isPaired };
  } finally {
    database.close();
  }
}

/** A budget of everything by the month, which warns and stops nothing; the one that was set here before is changed. */
async function keepLimit(amount: string, unit: Unit, language: Language): Promise<BudgetFault | null> {
  const [{ Database }, { removeBudget, saveBudget }] = await Promise.all([
    import('./database.ts'),
    import('./choose-budgets.ts'),
  ]);
  const database = new Database();
  try {
    const state = await readWelcome();
    const was = state?.budget != null && (await database.ownBudgets.get(state.budget)) ? state.budget : null;
    if (amount.trim() === '') {
      if (was !== null) await removeBudget(database, was);
      await writeWelcome({ budget: null });
      return null;
    }
    const name = was ?? renderText({ key: 'welcome.limit.name' }, language);
    const typed = { name, scope: 'everything', counts: `money|${unit}`, limit: amount, span: 'month', isHard: false };
    const fault = await saveBudget(database, typed, was);
    if (fault === null) await writeWelcome({ budget: name });
    return fault;
  } finally {
    database.close();
  }
}
