import type { LineView } from '../../lib/domain/card.ts';
import type { LineHandle, LinePlace, Look } from '../../lib/webext/page-ui.ts';
import type { Extent } from './chip.tsx';
import { openClickGuard } from './click-guard.ts';
import { Line } from './line.tsx';
import { type Shape, showPlaced, widthOf } from './show-chip.tsx';

const WIDTH_NARROW = 300;

/** What happened to a message is said in full, for once over a line of text, too; short only where there is no room at all. */
function lineShapes(viewportWidth: number, anchorWidth: number): readonly Shape[] {
  const maxWidth = widthOf(viewportWidth, anchorWidth);
  const all = { maxWidth, extent: 'all' } as const;
  return [
    { ...all, standard: 'blank' },
    { ...all, maxWidth: Math.min(maxWidth, WIDTH_NARROW), standard: 'blank' },
    { ...all, standard: 'near' },
    { ...all, standard: 'far-blank' },
    { ...all, standard: 'far' },
    { maxWidth, extent: 'figure', standard: 'far' },
  ];
}

/** Shows a line with buttons by its anchor, or in the corner. A click counts as it does on a card; it is not modal. */
export function showLine(view: LineView, { anchor, onAction }: LinePlace, look: Look): LineHandle {
  let current = view;
  const paint = (extent: Extent) => (
    <Line
      view={current}
      language={look.language}
      extent={extent}
      onButton={(button, event) => {
        if (guard.accepts(event, button.action)) onAction(button.action);
      }}
    />
  );
  const placed = showPlaced('line', anchor, look, paint, lineShapes);
  const guard = openClickGuard(placed.host, placed.root, placed.mount);
  guard.rearm();
  return {
    update: (next) => {
      current = next;
      placed.placeSoon();
    },
    close: () => {
      guard.stop();
      placed.close();
    },
  };
}
