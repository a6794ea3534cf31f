/** What an account pays in. */
export type Currency = 'CNY' | 'USD';

/** Prices of a million tokens, decimal. Reasoning costs what the answer costs. */
export interface Rates {
  readonly hit: string;
  readonly miss: string;
  readonly output: string;
}

/** A model as billed. */
export type BilledModel = 'deepseek-flash' | 'deepseek-v4-pro';

interface Day {
  readonly offPeak: Rates;
  readonly peak: Rates;
}

/**
 * https://api-docs.deepseek.com/quick_start/pricing as quoted by benderandrew069/deepseek-api-pricing-2026 (USD,
 * checked 2026-10-27) and lcohvne-tomorin/dsh-context-dashboard (CNY).
 */
const prices: Readonly<Record<BilledModel, Readonly<Record<Currency, Day>>>> = {
  'deepseek-flash': {
    USD: {
      offPeak: { hit: '0.003', miss: '0.15', output: '0.60' },
      peak: { hit: '0.006', miss: '0.30', output: '1.20' },
    },
    CNY: { offPeak: { hit: '0.02', miss: '1', output: '4' }, peak: { hit: '0.04', miss: '2', output: '8' } },
  },
  'deepseek-v4-pro': {
    USD: {
      offPeak: { hit: '0.022', miss: '0.66', output: '1.98' },
      peak: { hit: '0.044', miss: '1.32', output: '3.96' },
    },
    CNY: {
      offPeak: { hit: '0.15', miss: '4.5', output: '13.5' },
      peak: { hit: '0.3', miss: '9', output: '27' },
    },
  },
};

// Names that are still answered and billed as the small model; `deepseek-chat` and `deepseek-reasoner` are gone.
const aliases: Readonly<Record<string, BilledModel>> = {
  'deepseek-v4-flash': 'deepseek-flash',
  'deepseek-v4-flash-vision-exp': 'deepseek-flash',
};

/** The models a list shows. */
export const listedModels = Object.keys(prices) as readonly BilledModel[];

/** What a name is billed as; `null`: there is no such model. */
export function billedModelOf(name: string): BilledModel | null {
  if (Object.hasOwn(prices, name)) return name as BilledModel;
  return Object.hasOwn(aliases, name) ? (aliases[name] ?? null) : null;
}

/** The prices of a model in a currency. */
export function ratesOf(model: BilledModel, currency: Currency, isPeakHour: boolean): Rates {
  return isPeakHour ? prices[model][currency].peak : prices[model][currency].offPeak;
}

/**
 * Whether a moment is dear: 01:00–04:00 and 06:00–10:00 UTC, the end outside, Monday to Friday, but not on the public
 * holidays given (ISO days). In those hours the day in Beijing is the day in UTC.
 */
export function isPeak(atMs: number, holidays: readonly string[]): boolean {
  const at = new Date(atMs);
  const hour = at.getUTCHours();
  const isDearHour = (hour >= 1 && hour < 4) || (hour >= 6 && hour < 10);
  const isWorkday = at.getUTCDay() >= 1 && at.getUTCDay() <= 5;
  return isDearHour && isWorkday && !holidays.includes(at.toISOString().slice(0, 10));
}
