import { describe, expect, it } from 'vitest';
import { type News, openNewsDesk } from '../../../companion/events/news.ts';
import { openCallObserver } from '../../../companion/events/observe-calls.ts';
import { observePorts } from '../../../companion/events/observe-ledger.ts';
import type { Draft } from '../../../lib/domain/call.ts';
import { settleCall, settleLost } from '../../../lib/engine/settle-call.ts';
import { standIn } from '../gateway/support.ts';
import { runCompanion } from '../running-companion.ts';
import { readEvents } from './event-source.ts';

/** The ports of a real ledger, and what is told of what is written through them. */
async function observed() {
  const { companion } = await runCompanion();
  const heard: News[] = [];
  const desk = openNewsDesk(() => undefined);
  desk.listen((news) => void heard.push(news));
  const observer = openCallObserver(desk);
  const ports = companion.store.portsFor({ now: Date.now, dayOf: () => '2026-11-22' });
  return { ports: observePorts(ports, observer.ledger), heard, drained: desk.drained };
}

const reading = { unit: 'USD', availableNano: 5n, frozenNano: null, at: 1, source: 'header' } as const;
const draft: Draft = {
  wire: 'openai-chat',
  model: 'toll-mini',
  inputTokens: { low: 8, likely: 8, high: 8 },
  outputTokensMax: 50,
  answers: 1,
  units: null,
  isStream: false,
  revisable: [],
};
const heading = {
  ...{ callId: 'call-1', requestId: 'call-1', documentId: 'companion-x', origin: 'tool:x', provider: 'sandbox' },
  ...{ surface: 'sandbox/chat', fingerprint: null, masked: null },
};

describe('what is written to a ledger', () => {
  it('is told when it is committed, and not at all where it is not', async () => {
    const { ports, heard, drained } = await observed();
    const failing = ports.transact(async (ledger) => {
      await ledger.putReading('sandbox:a', reading);
      throw new Error('no room');
    });
    await expect(failing).rejects.toThrow();
    await ports.transact(async (ledger) => {
      await ledger.putReading('sandbox:b', reading);
      await drained();
      expect(heard).toEqual([]);
    });
    await drained();
    expect(heard).toEqual([{ kind: 'balance-changed', account: 'sandbox:b', reading }]);
  });

  it('of a call that was lost is told again when its end is seen after all, with what it takes the place of', async () => {
    const { ports, heard, drained } = await observed();
    const row = {
      ...heading,
      ...{ account: null, draft, estimate: null, isReviewed: true, wasAsked: false, isSent: true },
      ...{ openedAt: Date.now(), expiresAt: Date.now() + 60_000 },
    };
    await ports.transact((ledger) => ledger.putOpenCall(row));
    await settleLost([row], ports);
    const outcome = {
      kind: 'answer',
      usage: { 'input-tokens': 8, 'output-tokens': 5 },
      cost: null,
      output: null,
    } as const;
    await settleCall({ ...heading, draft, outcome }, ports);
    // Once more books nothing, and is told to nobody.
    await settleCall({ ...heading, draft, outcome }, ports);
    await drained();
    const calls = heard.flatMap((news) => (news.kind === 'call-ended' ? [news.call] : []));
    expect(calls.map(({ how, record, replaced }) => [how, record?.outcome, replaced?.outcome])).toEqual([
      [null, 'cut', undefined],
      [null, 'answer', 'cut'],
    ]);
  });
});

describe('a call of which nothing was booked', () => {
  it('is told of as such', async () => {
    const gone = await standIn(() => undefined);
    await gone.close();
    const running = await runCompanion({ standIns: { sandbox: gone.origin } });
    const reader = await readEvents(running);
    expect((await running.chat()).status).toBe(502);
    expect((await reader.next('call.unbooked')).data).toMatchObject({
      provider: 'sandbox',
      how: 'unsent',
      status: null,
    });
    expect((await running.ask('GET', '/api/v1/calls')).body.calls).toEqual([]);
  });
});
