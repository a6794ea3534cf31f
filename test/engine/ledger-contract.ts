import { describe } from 'vitest';
import { describeBills } from './contract-bills.ts';
import { describeCards } from './contract-cards.ts';
import { describeCounting } from './contract-counting.ts';
import { describeFree } from './contract-free.ts';
import { describeJobs } from './contract-jobs.ts';
import { describeOvertaken } from './contract-overtaken.ts';
import { describeReadings } from './contract-readings.ts';
import { describeReviews } from './contract-reviews.ts';
import { describeSettlements } from './contract-settlements.ts';
import { setStage } from './contract-stage.ts';
import { describeWaiting } from './contract-waiting.ts';
import type { LedgerHost } from './ledger-host.ts';

/** What every ledger must keep, whatever it is made of. */
export function describeLedger(name: string, open: (startAt: number) => Promise<LedgerHost>): void {
  describe(`the engine over ${name}`, () => {
    const stage = setStage(open);
    describeReviews(stage);
    describeWaiting(stage);
    describeSettlements(stage);
    describeOvertaken(stage);
    describeCounting(stage);
    describeCounting(stage);
    describeJobs(stage);
    describeReadings(stage);
    describeCards(stage);
    describeBills(stage);
    describeFree(stage);
  });
}
