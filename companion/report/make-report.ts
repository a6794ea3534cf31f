import type { Language } from '../../lib/domain/text.ts';
import { daySpan } from '../api/days.ts';
import { budgetsAndBalances } from '../api/ledger-routes.ts';
import type { ApiDesk } from '../api/route.ts';
import { gatherReport, type Report, type SpendRow } from './gather-report.ts';
import { wordsIn } from './report-words.ts';
import { type ReportSection, reportSections } from './sections.ts';

/** Days, `YYYY-MM-DD`, both included. */
export interface ReportDays {
  readonly from: string;
  readonly to: string;
}

/** Puts a report of some days together from the ledger, for a reader of one language. A part that cannot be worked out is left out, and said. */
export async function makeReport(desk: ApiDesk, days: ReportDays, language: Language): Promise<Report> {
  const status = { ...(await budgetsAndBalances(desk)), zone: desk.zone };
  const sums = await gatherReport(days, status, async (by, from, to) => {
    return (await desk.beside.ask('sums', from, to, by)) as readonly SpendRow[];
  });
  const span = daySpan({ ...days, zone: desk.zone });
  const details = await desk.beside.ask('details', span);
  const words = wordsIn(language);
  const sections: ReportSection[] = [];
  const missing: number[] = [];
  for (const [at, source] of reportSections.entries()) {
    try {
      const section = await source(desk, span, words);
      if (section !== null) sections.push(section);
    } catch {
      missing.push(at);
    }
  }
  return { ...sums, language, details, sections, sectionsMissing: missing.length };
}
