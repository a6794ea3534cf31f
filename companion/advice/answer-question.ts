import { openBillingAdvice } from '../../lib/advice/advise-billing.ts';
import { openSavings } from '../../lib/advice/find-savings.ts';
import { openLastingFixes } from '../../lib/advice/lasting-fix.ts';
import { openPricer } from '../../lib/advice/price-book.ts';
import { openSinceRecharge } from '../../lib/advice/since-recharge.ts';
import { openWhatIf } from '../../lib/advice/what-if.ts';
import type { PriceBook } from '../../lib/domain/price-book.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { readBodies } from '../export/read-pages.ts';
import type { LedgerReader } from '../ledger/open-reader.ts';
import type { AdviceAnswers, AdviceWork } from './advice-work.ts';
import { openRecordReader } from './read-record.ts';

/** Something that calls are handed to, one by one, in the order of time. */
interface Looking {
  readonly add: (record: CallRecord) => void;
  readonly end: () => AdviceAnswers[keyof AdviceAnswers];
}

/** Reads the calls page by page and answers: what is in memory does not grow with how many there are. @throws LedgerError */
export async function answerQuestion(
  reader: LedgerReader,
  work: Pick<AdviceWork, 'ledger' | 'span' | 'book' | 'question'>,
): Promise<AdviceAnswers[keyof AdviceAnswers]> {
  const looking = openLooking(work);
  const { ledger, span } = work;
  for await (const page of readBodies(reader, { ledger, span, read: openRecordReader() })) {
    // Without a verdict and an end there is nothing to look at.
    for (const record of page) if (record !== null && record.outcome !== 'unsent') looking.add(record);
  }
  return looking.end();
}

function openLooking({ book, question }: Pick<AdviceWork, 'book' | 'question'>): Looking {
  switch (question.kind) {
    case 'billing':
      return openBillingAdvice(question.question, openPricer(book));
    case 'what-if':
      return openWhatIf(question.question, openPricer(book));
    case 'savings': {
      const [savings, fixes] = [openSavings(openPricer(book), question.worth), openFixes(book)];
      const add = (record: CallRecord): void => {
        fixes.add(record);
        if (record.openedAt >= question.from) savings.add(record);
      };
      return { add, end: () => ({ ...savings.end(), fixes: fixes.end() }) };
    }
    case 'fixes':
      return openFixes(book);
    case 'since-recharge': {
      const all = question.questions.map(openSinceRecharge);
      return {
        add: (record) => {
          for (const one of all) one.add(record);
        },
        end: () => all.map((one) => one.end()),
      };
    }
  }
}

function openFixes({ sites }: PriceBook): Pick<Looking, 'add'> & { readonly end: () => AdviceAnswers['fixes'] } {
  const fixes = openLastingFixes();
  const nameOf = (id: string): string => findProvider(id, sites[id]?.facts ?? null)?.name ?? id;
  return { add: fixes.add, end: () => fixes.end(nameOf) };
}
