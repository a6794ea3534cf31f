import { type FormEvent, type RefObject, use, useId } from 'react';
import { explainPriceFile } from '../../lib/domain/explain-price-file.ts';
import type { PriceFileFault, PriceFileSummary, PriceFileView } from '../../lib/domain/price-file.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { SettingsDeeds } from '../../lib/ui/settings-store.ts';
import { formatInstant } from '../format-time.ts';
import { LanguageContext, useSay } from '../popup/say.ts';
import { useFaultFocus, useHeadingFocus } from './use-form-focus.ts';

interface PriceFileProps {
  readonly file: PriceFileView;
  /** Why it was not switched on just now; null: it was, or nobody tried. */
  readonly fault: PriceFileFault | null;
  readonly deeds: Pick<SettingsDeeds, 'switchPriceFileOn' | 'switchPriceFileOff' | 'checkPriceFile'>;
}

/** A signed file of prices that is asked for once a week: off until somebody names one. */
export function PriceFile({ file, fault, deeds }: PriceFileProps) {
  const say = useSay();
  const { heading, note } = useHeadingFocus(file.isOn);
  const switchOn: SettingsDeeds['switchPriceFileOn'] = (url, keys) => {
    note();
    deeds.switchPriceFileOn(url, keys);
  };
  return (
    <section className="panel" aria-labelledby="set-file">
      <h2 id="set-file" ref={heading} tabIndex={-1}>
        {say('set.file')}
      </h2>
      <p>{say('set.fileWhat')}</p>
      {file.isOn ? (
        <InUse file={file} deeds={deeds} heading={heading} />
      ) : (
        <Begin file={file} fault={fault} onSwitchOn={switchOn} />
      )}
    </section>
  );
}

interface BeginProps extends Pick<PriceFileProps, 'file' | 'fault'> {
  readonly onSwitchOn: SettingsDeeds['switchPriceFileOn'];
}

/** What was typed once stands there again; what is wrong with it stands beside it. */
function Begin({ file: { url, keys }, fault, onSwitchOn }: BeginProps) {
  const say = useSay();
  const id = useId();
  const form = useFaultFocus(fault);
  // In the click itself: else the browser does not ask for the permission.
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    onSwitchOn(String(data.get('url') ?? ''), String(data.get('keys') ?? ''));
  };
  return (
    <form ref={form} className="price-file" onSubmit={onSubmit} noValidate>
      <p className="hint">{say('set.file.asks')}</p>
      <div className="field">
        <label htmlFor={`${id}-url`}>{say('set.file.url')}</label>
        <input
          id={`${id}-url`}
          name="url"
          type="url"
          defaultValue={url}
          aria-invalid={fault === 'bad-url'}
          aria-describedby={fault === 'bad-url' ? `${id}-bad` : undefined}
          autoComplete="off"
          spellCheck={false}
        />
        {fault === 'bad-url' && <Fault id={`${id}-bad`} fault={fault} />}
      </div>
      <div className="field">
        <label htmlFor={`${id}-keys`}>{say('set.file.keys')}</label>
        <textarea
          id={`${id}-keys`}
          name="keys"
          className="code is-short"
          rows={3}
          defaultValue={keys.map(({ spki }) => spki).join('\n')}
          aria-invalid={fault === 'bad-keys'}
          aria-describedby={fault === 'bad-keys' ? `${id}-bad ${id}-hint` : `${id}-hint`}
          autoCapitalize="off"
          spellCheck={false}
        />
        {fault === 'bad-keys' && <Fault id={`${id}-bad`} fault={fault} />}
        <p id={`${id}-hint`} className="hint">
          {say('set.file.keysHint')}
        </p>
      </div>
      {fault === 'refused' && <Fault id={`${id}-bad`} fault={fault} />}
      <div className="buttons">
        <button type="submit" className="primary">
          {say('set.file.on')}
        </button>
      </div>
    </form>
  );
}

function Fault({ id, fault }: { readonly id: string; readonly fault: PriceFileFault }) {
  const say = useSay();
  return (
    <p id={id} role="alert" className="bad">
      {say(`set.file.choice.${fault}`)}
    </p>
  );
}

interface InUseProps extends Pick<PriceFileProps, 'file' | 'deeds'> {
  readonly heading: RefObject<HTMLHeadingElement | null>;
}

function InUse({ file: { url, keys, inForce, checkedAt, problem }, deeds, heading }: InUseProps) {
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
            heading.current?.focus();
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
