import { type AboutView, type Checked, judgePrices } from '../../lib/domain/self-check.ts';
import { baseOrigin } from '../../lib/prices/base-prices.ts';
import { providers } from '../../lib/providers/registry.ts';
import type { LedgerSource } from '../ledger/open-database.ts';
import { LedgerError } from '../ledger/sql.ts';
import { listPolls } from '../watch/list-polls.ts';

/** What is looked at. */
type AboutDesk = Parameters<typeof listPolls>[0] & {
  readonly source: LedgerSource;
  readonly version: string;
  /** IANA name. */
  readonly zone: string;
};

const DAY_MS = 86_400_000;
const DATABASES: Readonly<Record<LedgerSource['kind'], string>> = { file: 'SQLite', server: 'PostgreSQL' };

/** What this companion is, and whether it works. A ledger that cannot be read is told, and hides nothing else. */
export async function viewAbout(desk: AboutDesk): Promise<AboutView> {
  const { source, version, zone, now } = desk;
  return {
    versions: [
      { of: 'companion', is: version },
      { of: 'node', is: process.version },
      { of: 'database', is: DATABASES[source.kind] },
      { of: 'zone', is: zone },
      { of: 'prices', is: `${baseOrigin.date} (${baseOrigin.source})` },
      { of: 'providers', is: String(providers.length) },
    ],
    checks: [...(await checkLedger(desk)), judgePrices(Math.floor((now() - Date.parse(baseOrigin.date)) / DAY_MS))],
  };
}

/** Whether it can be read, and balances of named accounts are. */
async function checkLedger(desk: AboutDesk): Promise<readonly Checked[]> {
  try {
    const polls = await listPolls(desk, 'en');
    const unread = polls.filter(({ state }) => state === 'unread').length;
    const [state, says]: readonly [Checked['state'], Checked['says']] =
      polls.length === 0
        ? ['note', { key: 'about.balances.none' }]
        : unread === 0
          ? ['good', { key: 'about.balances.good', params: { n: polls.length } }]
          : ['bad', { key: 'about.balances.bad', params: { n: unread } }];
    return [
      { check: 'ledger', state: 'good', says: { key: 'about.ledger.good' } },
      { check: 'balances', state, says },
    ];
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return [{ check: 'ledger', state: 'bad', says: { key: 'about.ledger.away' } }];
  }
}
