import { describe, expect, it } from 'vitest';
import type { CallRow } from '../../lib/domain/dashboard.ts';
import { type CallPage, callAt, countCalls, keepNear, missingBetween, placeOfCall } from '../../lib/ui/call-pages.ts';

const row = (callId: number, day: string) => ({ record: { callId: String(callId), day } }) as unknown as CallRow;
const page = (from: number, count: number, day: string): CallPage => ({
  start: null,
  count,
  rows: Array.from({ length: count }, (_, index) => row(from + index, day)),
  lastDay: day,
});
const pages = [page(0, 2, 'today'), page(2, 3, 'yesterday')];

describe('the pages of a list', () => {
  it('are one list: each call has its place, and knows the day before it', () => {
    expect(countCalls(pages)).toBe(5);
    expect(callAt(pages, 0)).toMatchObject({ row: { record: { callId: '0' } }, dayBefore: null });
    expect(callAt(pages, 2)).toMatchObject({ row: { record: { callId: '2' } }, dayBefore: 'today' });
    expect(callAt(pages, 4)).toMatchObject({ row: { record: { callId: '4' } }, dayBefore: 'yesterday' });
    expect(callAt(pages, 5)).toBeNull();
    expect(placeOfCall(pages, '3')).toBe(3);
    expect(placeOfCall(pages, 'none')).toBe(-1);
  });

  it('that are far away are let go of, and keep their room; near them is known which are missing', () => {
    const many = Array.from({ length: 40 }, (_, index) => page(index * 50, 50, `day ${index}`));
    const near = keepNear(many, 1000, 1010);
    expect(countCalls(near)).toBe(2000);
    expect(near.filter(({ rows }) => rows !== null).length).toBeLessThan(20);
    expect(callAt(near, 10)).toEqual({ row: null, dayBefore: null });
    expect(callAt(near, 50)).toEqual({ row: null, dayBefore: 'day 0' });
    expect(missingBetween(near, 0, 60)).toEqual([0, 1]);
    expect(missingBetween(near, 1000, 1010)).toEqual([]);
    expect(keepNear(near, 1000, 1010)).toEqual(near);
  });
});
