import { PRICE_FILE_PROBLEMS, type PriceFileView } from '../../lib/domain/price-file.ts';
import type { DashboardSource } from '../../lib/ui/dashboard-source.ts';

const KEY = {
  spki: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8xOUetsCa8EfOlDEBAfREhJqspDoyEh6Szz2in47Tv5n52m9dLYyPCbqZkOB5nTSqtscpkQD/HpykCggvx09iQ==',
  kid: 'Z4tQhGv7tqHSuV2lV2DE3Yc1dW8n8Y7e1sQb6rKx5MA',
};
const WHERE = { url: 'https://prices.example.org/tollkeeper/weekly.jws', keys: [KEY] };
const IN_FORCE = {
  host: 'prices.example.org',
  serial: 12,
  issuedAt: '2026-11-20T08:00:00Z',
  expiresAt: '2026-12-20T08:00:00Z',
  isExpired: false,
  prices: 412,
  differing: 37,
};

const DETAILS: Partial<Record<string, string>> = {
  ...{ status: '503', 'too-large': '1.5 MB', 'unknown-key': 'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U' },
  ...{ 'unknown-field': '$.rows[0].link', malformed: '$.rows[17].rates.cached-input-tokens', twice: 'openai gpt-5.6' },
  ...{ expired: '2026-12-20', 'too-early': '2026-12-24', older: '11 < 12', absurd: 'openai gpt-5.6' },
};

/** Switched on by a click: then the screen shows it so. */
let isSwitchedOn = false;

/** Off; on, as it is as a rule (`full`); or with one of the problems (`file:<kind>`). */
export function galleryPriceFile(state: string): PriceFileView {
  const checkedAt = new Date().setHours(9, 30, 12, 0);
  const kind = PRICE_FILE_PROBLEMS.find((one) => state === `file:${one}`);
  if (kind !== undefined) {
    const inForce = { ...IN_FORCE, isExpired: kind === 'expired' };
    return { isOn: true, ...WHERE, checkedAt, problem: { kind, detail: DETAILS[kind] ?? '' }, inForce };
  }
  if (state === 'full' || isSwitchedOn) return { isOn: true, ...WHERE, checkedAt, problem: null, inForce: IN_FORCE };
  return { isOn: false, url: '', keys: [], checkedAt: null, problem: null, inForce: null };
}

/** What is set off is logged. */
export function galleryPriceDeeds(
  log: (kind: string) => (value: unknown) => void,
): Pick<DashboardSource, 'switchPriceFileOn' | 'switchPriceFileOff' | 'checkPriceFile'> {
  return {
    switchPriceFileOn: async (url, keys) => {
      log('priceFileOn')([url, keys]);
      if (!url.startsWith('https://')) return 'bad-url';
      if (keys === '') return 'bad-keys';
      if (url.includes('refused')) return 'refused';
      isSwitchedOn = true;
      return 'on';
    },
    switchPriceFileOff: async () => {
      log('priceFileOff')(null);
      return 'off';
    },
    checkPriceFile: async () => log('priceFileCheck')(null),
  };
}
