import { useContext, useId, useState } from 'react';
import type { ApiSample, ApiTrial, TriedApi } from '../../lib/domain/own-api.ts';
import { readCurl } from '../../lib/domain/read-curl.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { LanguageContext, useSay } from '../popup/say.ts';

interface TrialProps {
  readonly tried: TriedApi | null;
  readonly onTry: (sample: ApiSample) => void;
}

interface Typed extends Omit<ApiSample, 'status'> {
  readonly status: string;
  readonly curl: string;
}

const NOTHING: Typed = { curl: '', method: 'POST', url: '', request: '', status: '200', headers: '', answer: '' };

/** A description at work on one pasted request and its answer, which stay in this page. */
export function ApiTrialPanel({ tried, onTry }: TrialProps) {
  const say = useSay();
  const id = useId();
  const [typed, setTyped] = useState(NOTHING);
  const set = (change: Partial<Typed>): void => setTyped({ ...typed, ...change });
  const onCurl = (curl: string): void => set({ curl, ...readCurl(curl) });
  const isCurlBad = typed.curl.trim() !== '' && readCurl(typed.curl) === null;
  const area = (name: 'request' | 'headers' | 'answer', rows: number) => (
    <div className="field">
      <label htmlFor={`${id}-${name}`}>{say(`apis.try.${name}`)}</label>
      <textarea
        id={`${id}-${name}`}
        className="code"
        rows={rows}
        spellCheck={false}
        value={typed[name]}
        onChange={(event) => set({ [name]: event.target.value })}
      />
    </div>
  );
  return (
    <section className="panel" aria-labelledby={`${id}-head`}>
      <h2 id={`${id}-head`}>{say('apis.try')}</h2>
      <p>{say('apis.tryWhat')}</p>
      <form
        className="trial"
        onSubmit={(event) => {
          event.preventDefault();
          onTry(toSample(typed));
        }}
      >
        <div className="field">
          <label htmlFor={`${id}-curl`}>
            {say('apis.try.curl')} <span className="hint">({say('apis.try.curlHint')})</span>
          </label>
          <textarea
            id={`${id}-curl`}
            className="code"
            rows={2}
            spellCheck={false}
            value={typed.curl}
            aria-invalid={isCurlBad}
            onChange={(event) => onCurl(event.target.value)}
          />
          {isCurlBad && (
            <p role="alert" className="bad">
              {say('apis.try.curlFailed')}
            </p>
          )}
        </div>
        <div className="trial-line">
          <div className="field is-short">
            <label htmlFor={`${id}-method`}>{say('apis.try.method')}</label>
            <input id={`${id}-method`} value={typed.method} onChange={(event) => set({ method: event.target.value })} />
          </div>
          <div className="field is-wide">
            <label htmlFor={`${id}-url`}>{say('apis.try.url')}</label>
            <input
              id={`${id}-url`}
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              value={typed.url}
              onChange={(event) => set({ url: event.target.value })}
            />
          </div>
          <div className="field is-short">
            <label htmlFor={`${id}-status`}>{say('apis.try.status')}</label>
            <input
              id={`${id}-status`}
              inputMode="numeric"
              value={typed.status}
              onChange={(event) => set({ status: event.target.value })}
            />
          </div>
        </div>
        <div className="columns">
          {area('request', 8)}
          {area('answer', 8)}
        </div>
        {area('headers', 2)}
        <div className="buttons">
          <button type="submit" disabled={typed.url.trim() === ''}>
            {say('apis.try.do')}
          </button>
        </div>
      </form>
      <div role="status">{tried?.trial && <Trial trial={tried.trial} />}</div>
    </section>
  );
}

function toSample({ curl: _, status, ...typed }: Typed): ApiSample {
  return { ...typed, status: /^[1-5]\d\d$/.test(status.trim()) ? Number(status) : null };
}

function Trial({ trial }: { readonly trial: ApiTrial }) {
  const say = useSay();
  const language = useContext(LanguageContext);
  return (
    <div className="result">
      <h3>{say('apis.try.result')}</h3>
      <ul className="words">
        {trial.lines.map((line) => {
          const words = renderText(line, language);
          return <li key={words}>{words}</li>;
        })}
      </ul>
      {trial.unmatched.length > 0 && (
        <>
          <p className="bad">{say('apis.try.unmatched')}</p>
          <ul className="words">
            {trial.unmatched.map(({ place, path }) => (
              <li key={place}>
                <code>{place}</code> <code>{path}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      {trial.at !== null && trial.unmatched.length === 0 && <p className="hint">{say('apis.try.allMatched')}</p>}
    </div>
  );
}
