import type { BillingAdvice, BillingQuestion } from '../../lib/advice/advise-billing.ts';
import type { Savings } from '../../lib/advice/find-savings.ts';
import type { LastingFix } from '../../lib/advice/lasting-fix.ts';
import type { WorthOf } from '../../lib/advice/savings-places.ts';
import type { SinceQuestion, SinceRecharge } from '../../lib/advice/since-recharge.ts';
import type { WhatIf, WhatIfQuestion } from '../../lib/advice/what-if.ts';
import type { PriceBook } from '../../lib/domain/price-book.ts';
import type { LedgerSource } from '../ledger/open-database.ts';
import type { KeptSites } from '../sites/sites.ts';

/** What is asked of the ledger's calls. */
export type AdviceQuestion =
  | { readonly kind: 'billing'; readonly question: BillingQuestion }
  | { readonly kind: 'what-if'; readonly question: WhatIfQuestion }
  /** Fixes are of the whole span, savings of what came from `from` on, epoch ms. */
  | { readonly kind: 'savings'; readonly from: number; readonly worth: WorthOf }
  | { readonly kind: 'fixes' }
  | { readonly kind: 'since-recharge'; readonly questions: readonly SinceQuestion[] };

/** What each question is answered with. */
export interface AdviceAnswers {
  readonly billing: BillingAdvice;
  readonly 'what-if': WhatIf;
  readonly savings: Savings & { readonly fixes: readonly LastingFix[] };
  readonly fixes: readonly LastingFix[];
  readonly 'since-recharge': readonly SinceRecharge[];
}

/** What the worker is started with: plain data. */
export interface AdviceWork {
  readonly source: LedgerSource;
  readonly ledger: string;
  /** Calls opened in `[start, end)`, epoch ms. */
  readonly span: { readonly start: number; readonly end: number };
  readonly book: PriceBook;
  readonly sites: KeptSites;
  readonly question: AdviceQuestion;
}
