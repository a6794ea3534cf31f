import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPageAccess, SESSION_MS_MAX, TICKET_MS_MAX } from '../../../companion/pages/page-access.ts';

const NOW = 1_800_000_000_000;

function opened(secret = 'tka_secret') {
  const clock = { now: NOW };
  const access = openPageAccess({ secret: () => secret, now: () => clock.now });
  const letIn = (): string => access.redeem(access.makeTicket() ?? '') ?? '';
  return { access, clock, letIn };
}

describe('a link', () => {
  it('lets in once, and only in time', () => {
    const { access, clock } = opened();
    const ticket = access.makeTicket() ?? '';
    expect(access.redeem(`${ticket}x`)).toBeNull();
    expect(access.isIn(access.redeem(ticket))).toBe(true);
    expect(access.redeem(ticket)).toBeNull();
    const late = access.makeTicket() ?? '';
    clock.now += TICKET_MS_MAX;
    expect(access.redeem(late)).toBeNull();
  });

  it('is out with twenty others at most, and those that are over make room', () => {
    const { access, clock } = opened();
    const out = Array.from({ length: 25 }, () => access.makeTicket());
    expect(out.filter((ticket) => ticket !== null)).toHaveLength(20);
    clock.now += TICKET_MS_MAX;
    expect(access.makeTicket()).not.toBeNull();
  });

  it('of a clock that was set back is over as well', () => {
    const { access, clock } = opened();
    const ticket = access.makeTicket() ?? '';
    clock.now -= TICKET_MS_MAX;
    expect(access.redeem(ticket)).toBeNull();
  });
});

describe('a session', () => {
  it('holds for twelve hours, and outlives a restart', () => {
    const { access, clock, letIn } = opened();
    const session = letIn();
    expect(openPageAccess({ secret: () => 'tka_secret', now: () => NOW }).isIn(session)).toBe(true);
    clock.now += SESSION_MS_MAX - 1;
    expect(access.isIn(session)).toBe(true);
    clock.now += 1;
    expect(access.isIn(session)).toBe(false);
  });

  it('ends with the secret, and there is none before there is a secret', () => {
    const session = opened().letIn();
    expect(opened('tka_other').access.isIn(session)).toBe(false);
    const early = opened('');
    expect(early.access.isIn(early.letIn())).toBe(false);
    expect(early.access.isIn(null)).toBe(false);
  });

  it('that was changed anywhere is none, and neither is the proof of a form', () => {
    const { access, letIn } = opened();
    const [session, other] = [letIn(), letIn()];
    const proof = access.formToken(session);
    expect(access.isForm(session, proof)).toBe(true);
    expect(access.isForm(other, proof)).toBe(false);
    const letters = fc.constantFrom(...'0123456789abcXYZ-_.');
    fc.assert(
      fc.property(fc.nat(session.length - 1), letters, fc.nat(proof.length - 1), (at, letter, where) => {
        fc.pre(session[at] !== letter && proof[where] !== letter);
        const put = (text: string, place: number): string => text.slice(0, place) + letter + text.slice(place + 1);
        expect(access.isIn(put(session, at))).toBe(false);
        expect(access.isForm(session, put(proof, where))).toBe(false);
      }),
    );
  });
});
