import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, use, useEffect, useRef, useState } from 'react';
import { callAt, countCalls, placeOfCall } from '../../lib/ui/call-pages.ts';
import type { CallsDeeds, CallsState } from '../../lib/ui/calls-store.ts';
import { formatDay } from '../format-time.ts';
import { LanguageContext, type Say, useSay } from '../popup/say.ts';
import { CallDetails } from './call-detail.tsx';
import { CallLine } from './call-line.tsx';
import { dayOf } from './day-of.ts';
import { keyStep } from './key-step.ts';

interface TableProps {
  readonly state: CallsState;
  readonly deeds: Pick<CallsDeeds, 'toggle' | 'look'>;
  readonly copy: (text: string) => Promise<boolean>;
}

/** As high as most lines are, px: each is measured once it is there. */
const LINE_PX = 63;
/** Lines that are there beyond those in sight, to each side. */
const BESIDE = 8;

/**
 * The calls, newest first. Only lines in sight are in the page, however many there are; the arrows, Home, End and Page keys go from
 * line to line, Enter opens one.
 */
export function CallTable({ state, deeds, copy }: TableProps) {
  const say = useSay();
  const { pages, openId } = state;
  const count = countCalls(pages);
  const frame = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const isLed = useRef(false);
  const openAt = openId === null ? -1 : placeOfCall(pages, openId);
  const current = Math.min(active, count - 1);
  const table = useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => LINE_PX,
    overscan: BESIDE,
    // What has the focus and what is open stay, however far one scrolls.
    rangeExtractor: (range) => withPlaces(range, [current, openAt]),
  });
  const { startIndex = 0, endIndex = 0 } = table.range ?? {};
  useEffect(() => {
    if (pages.length > 0) deeds.look(startIndex, endIndex, !frame.current?.contains(document.activeElement));
  }, [deeds, pages, startIndex, endIndex]);
  useEffect(() => {
    if (!isLed.current) return;
    isLed.current = false;
    table.scrollToIndex(current);
    focusLine(frame.current, current);
  }, [current, table]);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const line = event.target as HTMLElement;
    if (event.key === 'Escape' && openId !== null) return close(event);
    if (!line.classList.contains('call-line')) return;
    const row = callAt(pages, current)?.row;
    if (event.key === 'Enter' || event.key === ' ') {
      if (row) deeds.toggle(row.record.callId);
    } else {
      const next = keyStep(event.key, { at: current, count, page: Math.max(1, endIndex - startIndex) });
      if (next === null) return;
      isLed.current = next !== current;
      setActive(next);
    }
    event.preventDefault();
  };
  const close = (event: KeyboardEvent<HTMLElement>): void => {
    event.preventDefault();
    if (openId !== null) deeds.toggle(openId);
    if (openAt !== -1) setActive(openAt);
    focusLine(frame.current, openAt);
  };
  return (
    <div
      className="call-table"
      role="treegrid"
      aria-label={say('dash.calls')}
      aria-rowcount={state.next === null ? count + 1 : -1}
      onKeyDown={onKeyDown}
    >
      <Head />
      <div ref={frame} className="call-frame" role="presentation">
        <div role="presentation" style={{ height: table.getTotalSize() }}>
          {table.getVirtualItems().map(({ index, start, key }) => {
            const place = callAt(pages, index);
            return (
              <div
                key={key}
                ref={table.measureElement}
                data-index={index}
                className="call-place"
                role="presentation"
                style={{ transform: `translateY(${start}px)` }}
              >
                {place?.row ? (
                  <>
                    {place.row.record.day !== place.dayBefore && <Day day={place.row.record.day} />}
                    <CallLine
                      row={place.row}
                      index={index}
                      isCurrent={index === current}
                      isOpen={index === openAt}
                      onToggle={() => {
                        setActive(index);
                        deeds.toggle(place.row?.record.callId ?? '');
                      }}
                      onFocus={() => setActive(index)}
                    />
                    {index === openAt && (
                      <div role="row" className="call-under">
                        <div role="gridcell" aria-colspan={COLUMNS}>
                          <Opened state={state} copy={copy} />
                        </div>
                      </div>
                    )}
                  </>
                ) : (
                  <div className="call-line is-away" />
                )}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

const COLUMNS = 4;

function Head() {
  const say = useSay();
  return (
    <div role="row" className="call-head" aria-rowindex={1}>
      <span role="columnheader">{say('calls.head.time')}</span>
      <span role="columnheader">{say('calls.head.call')}</span>
      <span role="columnheader">{say('calls.outcome')}</span>
      <span role="columnheader">{say('calls.head.cost')}</span>
    </div>
  );
}

function Day({ day }: { readonly day: string }) {
  const say = useSay();
  const language = use(LanguageContext);
  return (
    <div role="row" className="call-day">
      <span role="rowheader" aria-colspan={COLUMNS}>
        {nameOfDay(day, say) ?? formatDay(day, language)}
      </span>
    </div>
  );
}

/** What is known of the call that is open, or why that is not shown. */
export function Opened({ state, copy }: Pick<TableProps, 'state' | 'copy'>) {
  const say = useSay();
  const { detail, detailStatus } = state;
  if (detail !== null) return <CallDetails detail={detail} copy={copy} />;
  if (detailStatus === 'failed') {
    return (
      <p role="alert" className="failed">
        {say('dash.failed')}
      </p>
    );
  }
  return (
    <p className="hint" role="status">
      {say(detailStatus === 'gone' ? 'calls.gone' : 'calls.loading')}
    </p>
  );
}

function withPlaces(range: Range, places: readonly number[]): number[] {
  const inSight = defaultRangeExtractor(range);
  const others = places.filter((place) => place >= 0 && place < range.count);
  return [...new Set([...inSight, ...others])].sort((a, b) => a - b);
}

/** Once it is in the page: what is far is laid out first. */
function focusLine(frame: HTMLElement | null, index: number): void {
  const find = (): HTMLElement | null | undefined =>
    frame?.querySelector<HTMLElement>(`[data-index="${index}"] .call-line`);
  const line = find();
  if (line) line.focus({ preventScroll: true });
  else requestAnimationFrame(() => find()?.focus({ preventScroll: true }));
}

function nameOfDay(day: string, say: Say): string | null {
  const now = Date.now();
  if (day === dayOf(now)) return say('calls.today');
  return day === dayOf(now, -1) ? say('calls.yesterday') : null;
}
