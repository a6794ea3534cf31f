import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ApiDesk } from '../../../companion/api/route.ts';
import { openBeside } from '../../../companion/beside/open-beside.ts';
import type { Notice } from '../../../companion/channels/channel.ts';
import { openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import {
  type DueReport,
  dueReport,
  type ReportSchedule,
  readSchedule,
  removeSchedule,
  sendOnce,
  setSchedule,
  wasSent,
} from '../../../companion/report/report-schedule.ts';
import { sendDueReport } from '../../../companion/report/send-reports.ts';
import { type Adapter, adapters, type TestDatabase } from '../ledger/adapters.ts';
import { runCompanion } from '../running-companion.ts';

const schedule = (change: Partial<ReportSchedule> = {}): ReportSchedule => ({
  ...{ channel: 'team', every: 'week', time: '09:00', since: 0 },
  ...change,
});
const at = (text: string): number => Date.parse(text);

describe('a report is due', () => {
  it('on Monday at 9:00 in the zone of the ledger, of the week before', () => {
    const zone = 'Asia/Shanghai';
    const due = dueReport(schedule(), zone, at('2026-11-23T01:00:00Z'));
    expect(due).toEqual({ at: at('2026-11-23T01:00:00Z'), from: '2026-11-16', to: '2026-11-22' });
    expect(dueReport(schedule(), zone, at('2026-11-23T00:59:59Z'))?.to).toBe('2026-11-15');
  });

  it('of a month on its first day', () => {
    expect(dueReport(schedule({ every: 'month', time: '08:30' }), 'UTC', at('2026-12-15T00:00:00Z'))).toEqual({
      ...{ at: at('2026-12-01T08:30:00Z'), from: '2026-11-01', to: '2026-11-30' },
    });
  });

  it('not for what was due before anybody asked for it', () => {
    const since = at('2026-11-24T00:00:00Z');
    expect(dueReport(schedule({ since }), 'UTC', at('2026-11-25T00:00:00Z'))).toBeNull();
    expect(dueReport(schedule({ since }), 'UTC', at('2026-11-30T09:00:00Z'))?.from).toBe('2026-11-23');
  });

  it('by the clocks of that morning, wherever and whenever', () => {
    const zones = fc.constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia');
    const instants = fc.integer({ min: at('2020-01-10T00:00:00Z'), max: at('2030-01-01T00:00:00Z') });
    fc.assert(
      fc.property(zones, instants, fc.constantFrom('week' as const, 'month' as const), (zone, now, every) => {
        const due = dueReport(schedule({ every }), zone, now);
        expect(due).not.toBeNull();
        if (due === null) return;
        expect(due.at).toBeLessThanOrEqual(now);
        const options = { timeZone: zone, hour: '2-digit', minute: '2-digit' } as const;
        expect(new Intl.DateTimeFormat('en-GB', options).format(due.at)).toBe('09:00');
        expect(due.from < due.to).toBe(true);
      }),
    );
  });
});

function describeClaims({ name, open }: Adapter): void {
  describe(`over ${name}`, () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await open();
    }, 60_000);
    afterAll(() => database?.close());

    it('one of several companions hands a report over, once, and not at all when its outbox fails', async () => {
      const ledger = await database.newLedger();
      const stores = Array.from({ length: database.sql.isSoleWriter ? 1 : 3 }, () =>
        openLedgerStore(database.sql, ledger),
      );
      const [first] = stores;
      if (first === undefined) throw new Error('no store');
      expect(await readSchedule(first)).toBeNull();
      await setSchedule(first, schedule());
      const due: DueReport = { at: 1000, from: '2026-11-16', to: '2026-11-22' };
      const failing = sendOnce(first, { due, schedule: schedule() }, async () => Promise.reject(new Error('full')));
      await expect(failing).rejects.toThrow();
      expect(await wasSent(first, due)).toBe(false);
      const claims = stores
        .flatMap((store) => [store, store])
        .map((store) => sendOnce(store, { due, schedule: schedule() }, async () => undefined));
      expect((await Promise.all(claims)).filter((done) => done)).toHaveLength(1);
      expect(await wasSent(first, due)).toBe(true);
      await removeSchedule(first);
      const later = { ...due, at: 2000 };
      expect(await sendOnce(first, { due: later, schedule: schedule() }, async () => undefined)).toBe(false);
    });
  });
}

for (const adapter of adapters) describeClaims(adapter);

describe('a companion', { timeout: 30_000 }, () => {
  it('hands the report that is due to the outbox as a notice that every channel can show, and not again', async () => {
    const { companion } = await runCompanion();
    const { store, holds, source } = companion;
    await setSchedule(store, schedule());
    const sent: { readonly notice: Notice; readonly channel: string }[] = [];
    const now = (): number => at('2026-11-25T00:00:00Z');
    const sites = { descriptions: () => [], relays: () => [] };
    const parts = { beside: openBeside({ source, store, holds, sites }), sites, rates: { list: () => [] } };
    onTestFinished(parts.beside.stop);
    const desk = { store, holds, source, zone: 'UTC', now, ...parts } as unknown as ApiDesk;
    const ports = { openDesk: () => desk, enqueue: async (_: unknown, items: typeof sent) => void sent.push(...items) };
    expect([await sendDueReport(ports as never), await sendDueReport(ports as never)]).toEqual([true, false]);
    expect(sent).toMatchObject([
      {
        channel: 'team',
        notice: {
          ...{ id: 'report-2026-11-16-2026-11-22', kind: 'report', title: 'Spent from 2026-11-16 to 2026-11-22' },
          lines: ['0 calls, 0 refused, 0 of unknown cost.'],
          html: expect.stringContaining('<h1'),
        },
      },
    ]);
    expect(() => JSON.stringify(sent)).not.toThrow();
  });
});
