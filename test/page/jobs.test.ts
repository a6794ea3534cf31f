import { expect, it } from 'vitest';
import { keepRepeat, repeatOf } from '../../lib/page/jobs.ts';

const repeat = (bodyText: string): Request =>
  new Request('https://api.example.com/', { method: 'POST', body: bodyText });

it('what a rest could be sent with is forgotten when 32 newer ones are kept', () => {
  for (let callNumber = 1; callNumber <= 33; callNumber++) {
    keepRepeat({ callNumber, job: { isRead: true, repeat }, bodyText: null });
  }
  expect([repeatOf(1), repeatOf(2), repeatOf(33)]).toEqual([undefined, repeat, repeat]);
});

it('a call that was not held cannot be repeated', () => {
  keepRepeat({ callNumber: 40, job: { isRead: false, repeat: null }, bodyText: null });
  expect(repeatOf(40)).toBeUndefined();
});

it('and none of that by a method that the page may have patched', () => {
  const { shift, push } = Array.prototype;
  let asked = 0;
  const lie = (): number => {
    asked += 1;
    return 82;
  };
  Object.assign(Array.prototype, { shift: lie, push: lie });
  for (let callNumber = 50; callNumber <= 82; callNumber++) {
    keepRepeat({ callNumber, job: { isRead: true, repeat }, bodyText: null });
  }
  const kept = [repeatOf(33), repeatOf(50), repeatOf(51), repeatOf(82)];
  Object.assign(Array.prototype, { shift, push });
  expect([asked, ...kept]).toEqual([0, undefined, undefined, repeat, repeat]);
});
