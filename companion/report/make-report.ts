import { daySpan } from '../api/days.ts';
import { budgetsAndBalances, sumsFrom } from '../api/ledger-routes.ts';
import type { ApiDesk } from '../api/route.ts';
import { openReader } from '../ledger/open-reader.ts';
import { gatherReport, type Report, type SpendRow } from './gather-report.ts';
import { scanCalls } from './scan-calls.ts';
import { type ReportSection, reportSections } from './sections.ts';

/** Days, `YYYY-MM-DD`, both included. */
export interface ReportDays {
  readonly from: string;
  readonly to: string;
}

/** Puts a report of some days together from the ledger. A part that cannot be worked out is left out, and said. */
export async function makeReport(desk: ApiDesk, days: ReportDays): Promise<Report> {
  const status = { ...(await budgetsAndBalances(desk)), zone: desk.zone };
  const sums = await gatherReport(days, status, async (by, from, to) => {
    return (await sumsFrom(desk, from, to, by)) as readonly SpendRow[];
  });
  const span = daySpan({ ...days, zone: desk.zone });
  const reader = await openReader(desk.source);
  const details = await scanCalls(reader, 'main', span).finally(reader.close);
  const sections: ReportSection[] = [];
  const missing: number[] = [];
  for (const [at, source] of reportSections.entries()) {
    try {
      const section = await source(desk, span);
      if (section !== null) sections.push(section);
    } catch {
      missing.push(at);
    }
  }
  return { ...sums, details, sections, sectionsMissing: missing.length };
}
