import type { GenericSchema, InferOutput } from 'valibot';
import type { ExactCounters } from '../../lib/engine/exact-counters.ts';
import type { AlertDesk } from '../alerts/open-alert-desk.ts';
import type { Beside } from '../beside/open-beside.ts';
import type { ChannelDesk } from '../channels/open-channel-desk.ts';
import type { EventStream } from '../events/event-stream.ts';
import type { Holds } from '../ledger/holds.ts';
import type { LedgerSource } from '../ledger/open-database.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import type { PageAccess } from '../pages/page-access.ts';
import type { PairCodes } from '../pair/pair-codes.ts';
import type { Recharges } from '../plan/open-recharges.ts';
import type { LoopBreaker } from '../policies/loop-breaker.ts';
import type { Policies } from '../policies/policy-file.ts';
import type { KeptRates } from '../rates/rates.ts';
import type { Accounts } from '../secrets/accounts.ts';
import type { Browsers } from '../secrets/browsers.ts';
import type { Tokens } from '../secrets/tokens.ts';
import type { Sites } from '../sites/sites.ts';
import type { Watch } from '../watch/open-watch.ts';

/** What routes answer from. */
export interface ApiDesk {
  readonly holds: Holds;
  readonly store: LedgerStore;
  /** Where the ledger can be read besides. */
  readonly source: LedgerSource;
  /** Where long questions about it are answered. */
  readonly beside: Beside;
  readonly counters: ExactCounters;
  readonly tokens: Tokens;
  readonly accounts: Accounts;
  readonly sites: Sites;
  readonly events: EventStream;
  readonly policies: Policies;
  readonly rates: KeptRates;
  readonly breaker: LoopBreaker;
  readonly recharges: Recharges;
  readonly browsers: Browsers;
  readonly codes: PairCodes;
  readonly pages: PageAccess;
  readonly alertDesk: Pick<AlertDesk, 'look' | 'hear'>;
  readonly watch: Watch;
  readonly channels: ChannelDesk;
  readonly version: string;
  readonly origin: string;
  /** IANA name: whose days are meant. */
  readonly zone: string;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly now: () => number;
}

/** One address of the control API. */
export interface ApiRoute<I extends GenericSchema = GenericSchema> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1`; `{name}` stands for one part. */
  readonly path: string;
  /** One line, no full stop. */
  readonly summary: string;
  /** What it takes: of the path and the query, and of a JSON body for those that change something. */
  readonly input: I;
  /** Media types of what it answers. Absent: JSON. */
  readonly types?: readonly string[];
  /** JSON, or what stream.ts makes; amounts are decimals as text, instants epoch ms. */
  readonly answer: (input: InferOutput<I>, desk: ApiDesk) => Promise<unknown>;
}

/** A route with the type of what it takes. */
export function route<I extends GenericSchema>(given: ApiRoute<I>): ApiRoute {
  return given as unknown as ApiRoute;
}

/** What somebody asked for is not there, or cannot be. Its message is for them. */
export class ApiProblem extends Error {
  readonly status: 400 | 404 | 409;
  constructor(status: 400 | 404 | 409, message: string) {
    super(message);
    this.status = status;
  }
}
