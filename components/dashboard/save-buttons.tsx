import { type RefObject, useState } from 'react';
import { useSay } from '../popup/say.ts';
import { pngOf, svgOf } from './save-chart.ts';

interface SaveButtonsProps {
  /** Absent: there is no picture to save. */
  readonly svg?: RefObject<SVGSVGElement | null>;
  /** Its name without what it ends with. */
  readonly file: string;
  readonly csv: () => string;
  readonly onSave: (data: Blob, file: string) => void;
}

/** How what is shown is taken along: as a picture, where it is one, and as a table. */
export function SaveButtons({ svg, file, csv, onSave }: SaveButtonsProps) {
  const say = useSay();
  const [isFailed, setFailed] = useState(false);
  const savePng = (chart: SVGSVGElement): void => {
    pngOf(chart).then(
      (picture) => onSave(picture, `${file}.png`),
      () => setFailed(true),
    );
  };
  const kinds = [
    ...(svg === undefined
      ? []
      : ([
          ['PNG', () => svg.current && savePng(svg.current)],
          ['SVG', () => svg.current && onSave(svgOf(svg.current), `${file}.svg`)],
        ] as const)),
    ['CSV', () => onSave(new Blob([csv()], { type: 'text/csv' }), `${file}.csv`)] as const,
  ];
  return (
    <div className="buttons">
      <span className="hint">{say('spend.save')}</span>
      {kinds.map(([kind, onClick]) => (
        <button key={kind} type="button" className="quiet" onClick={onClick}>
          {kind}
        </button>
      ))}
      {isFailed && (
        <span role="alert" className="failed">
          {say('spend.notSaved')}
        </span>
      )}
    </div>
  );
}
