import { type FormEvent, use, useId } from 'react';
import { explainPriceFile } from '../../lib/domain/explain-price-file.ts';
import type { PriceFileSummary, PriceFileView } from '../../lib/domain/price-file.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { SettingsDeeds } from '../../lib/ui/settings-store.ts';
import { formatInstant } from '../format-time.ts';
import { LanguageContext, useSay } from '../popup/say.ts';

interface PriceFileProps {
  readonly file: PriceFileView;
  readonly deeds: Pick<SettingsDeeds, 'switchPriceFileOn' | 'switchPriceFileOff' | 'checkPriceFile'>;
}

/** A signed file of prices that is asked for once a week: off until somebody names one. */
export function PriceFile({ file, deeds }: PriceFileProps) {
  const say = useSay();
  return (
    <section className="panel" aria-labelledby="set-file">
      <h2 id="set-file" tabIndex={-1}>
        {say('set.file')}
      </h2>
      <p>{say('set.fileWhat')}</p>
      {file.isOn ? <InUse file={file} deeds={deeds} /> : <Begin file={file} deeds={deeds} />}
    </section>
  );
}

/** What was typed once stands there again. */
function Begin({ file: { url, keys }, deeds }: PriceFileProps) {
  const say = useSay();
  const id = useId();
  // In the click itself: else the browser does not ask for the permission.
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    deeds.switchPriceFileOn(String(data.get('url') ?? ''), String(data.get('keys') ?? ''));
  };
  return (
    <form className="price-file" onSubmit={onSubmit} noValidate>
      <p className="hint">{say('set.file.asks')}</p>
      <div className="field">
        <label htmlFor={`${id}-url`}>{say('set.file.url')}</label>
        <input id={`${id}-url`} name="url" type="url" defaultValue={url} autoComplete="off" spellCheck={false} />
      </div>
      <div className="field">
        <label htmlFor={`${id}-keys`}>{say('set.file.keys')}</label>
        <textarea
          id={`${id}-keys`}
          name="keys"
          className="code is-short"
          rows={3}
          defaultValue={keys.map(({ spki }) => spki).join('\n')}
          aria-describedby={`${id}-hint`}
          autoCapitalize="off"
          spellCheck={false}
        />
        <p id={`${id}-hint`} className="hint">
          {say('set.file.keysHint')}
        </p>
      </div>
      <div className="buttons">
        <button type="submit" className="primary">
          {say('set.file.on')}
        </button>
      </div>
    </form>
  );
}

function InUse({ file: { url, keys, inForce, checkedAt, problem }, deeds }: PriceFileProps) {
  const say = useSay();
  const language = use(LanguageContext);
  return (
    <>
      {inForce === null ? <p className="now">{say('set.file.none')}</p> : <InForce file={inForce} />}
      {problem !== null && (
        <div role="alert" className="price-file-problem">
          <p>{renderText(explainPriceFile(problem), language)}</p>
          {inForce !== null && <p>{say('file.problem.stays')}</p>}
        </div>
      )}
      <ul className="price-file-facts">
        {inForce !== null && <li>{say('set.file.prices', { n: inForce.prices, differing: inForce.differing })}</li>}
        <li>
          {checkedAt === null
            ? say('set.file.unchecked')
            : say('set.file.checked', { time: formatInstant(checkedAt, language) })}
        </li>
        <li>{say('set.file.where', { url: { kind: 'verbatim', text: url } })}</li>
        {keys.map(({ kid }) => (
          <li key={kid}>{say('set.file.key', { kid: { kind: 'verbatim', text: kid } })}</li>
        ))}
      </ul>
      <div className="buttons">
        <button type="button" className="primary" onClick={deeds.checkPriceFile}>
          {say('set.file.check')}
        </button>
        <button
          type="button"
          onClick={() => {
            deeds.switchPriceFileOff();
            // This button goes away with what it switches off.
            document.getElementById('set-file')?.focus();
          }}
        >
          {say('set.file.off')}
        </button>
      </div>
    </>
  );
}

function InForce({ file }: { readonly file: PriceFileSummary }) {
  const say = useSay();
  const { serial, issuedAt, expiresAt, isExpired } = file;
  const params = { date: issuedAt.slice(0, 10), serial: String(serial), until: expiresAt.slice(0, 10) };
  return <p className="now">{say(isExpired ? 'set.file.expired' : 'set.file.inForce', params)}</p>;
}
