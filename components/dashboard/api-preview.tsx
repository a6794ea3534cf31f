import { useEffect, useId, useRef } from 'react';
import type { ApiPreview, PlacePreview } from '../../lib/domain/own-api.ts';
import { useSay } from '../popup/say.ts';
import { focusNotice } from './notice.tsx';

interface PreviewProps {
  readonly preview: ApiPreview;
  readonly onAccept: () => void;
}

/** Everything that a description would have Tollkeeper look at, and where its buttons would lead, before it is accepted. */
export function ApiPreviewPanel({ preview, onAccept }: PreviewProps) {
  const say = useSay();
  const id = useId();
  const head = useRef<HTMLHeadingElement>(null);
  const { name, replaces, console: address, places, links, units, prices } = preview;
  // It comes up further down: whoever asked for it is led there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each preview anew
  useEffect(() => {
    head.current?.focus();
  }, [preview]);
  return (
    <section className="panel preview" aria-labelledby={`${id}-head`}>
      <h2 id={`${id}-head`} ref={head} tabIndex={-1}>
        {say('apis.preview')}
      </h2>
      <p className="now">
        {replaces === null
          ? say('apis.preview.new', { name })
          : say('apis.preview.replaces', { name, other: replaces })}
      </p>
      <h3>{say('apis.preview.places')}</h3>
      <ul className="rows">
        {places.map((place) => (
          <li key={`${place.kind} ${place.name}`}>
            <Place place={place} />
          </li>
        ))}
      </ul>
      {address !== null && (
        <p className="now">{say('apis.preview.console', { address: { kind: 'verbatim', text: address } })}</p>
      )}
      {links.length === 0 && <p className="now">{say('apis.preview.noLinks')}</p>}
      {links.length > 0 && (
        <div>
          <h3>{say('apis.preview.links')}</h3>
          <ul className="words">
            {links.map((link) => (
              <li key={link.name}>
                {say(`apis.link.${link.name}`)} <code>{link.address}</code>
              </li>
            ))}
          </ul>
        </div>
      )}
      <p className="now">
        {prices === 0
          ? say('apis.preview.noPrices')
          : say('apis.preview.prices', { n: prices, list: { kind: 'verbatim', text: units.join(', ') } })}
      </p>
      <div className="buttons">
        <button
          type="button"
          className="primary"
          onClick={() => {
            onAccept();
            // The button goes away with the preview; what comes of it is said there.
            focusNotice();
          }}
        >
          {say('apis.accept')}
        </button>
      </div>
    </section>
  );
}

function Place({ place }: { readonly place: PlacePreview }) {
  const say = useSay();
  return (
    <div className="place">
      <p>
        <code>
          {place.method} {place.address}
        </code>{' '}
        <span className="hint">{say(`apis.preview.${place.kind}`, { name: place.name })}</span>
      </p>
      <ul className="words">
        {place.reads.map(({ what, at }) => (
          <li key={`${what} ${at}`}>{say(`apis.reads.${what}`, { at: { kind: 'verbatim', text: at } })}</li>
        ))}
      </ul>
    </div>
  );
}
