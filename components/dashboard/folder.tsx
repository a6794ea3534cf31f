import { type FormEvent, type RefObject, use, useId } from 'react';
import type { FolderFault, FolderProblem, FolderView } from '../../lib/domain/folder-view.ts';
import type { TextParam } from '../../lib/domain/text.ts';
import type { SettingsDeeds } from '../../lib/ui/settings-store.ts';
import { formatInstant } from '../format-time.ts';
import { LanguageContext, useSay } from '../popup/say.ts';
import { Field } from './fields.tsx';
import { useFaultFocus, useHeadingFocus } from './use-form-focus.ts';

interface FolderProps {
  readonly folder: FolderView;
  /** Why it was not switched on just now; null: it was, or nobody tried. */
  readonly fault: FolderFault | null;
  readonly deeds: Pick<SettingsDeeds, 'switchFolderOn' | 'switchFolderOff' | 'syncFolder'>;
}

/** A folder that is shared with other browsers: off until somebody names one. */
export function Folder({ folder, fault, deeds }: FolderProps) {
  const say = useSay();
  const { heading, note } = useHeadingFocus(folder.isOn);
  const switchOn: SettingsDeeds['switchFolderOn'] = (typed) => {
    note();
    deeds.switchFolderOn(typed);
  };
  return (
    <section className="panel" aria-labelledby="set-sync">
      <h2 id="set-sync" ref={heading} tabIndex={-1}>
        {say('set.sync')}
      </h2>
      <p>{say('set.syncWhat')}</p>
      {folder.isOn ? (
        <Shared folder={folder} deeds={deeds} heading={heading} />
      ) : (
        <Begin fault={fault} onSwitchOn={switchOn} />
      )}
    </section>
  );
}

interface BeginProps extends Pick<FolderProps, 'fault'> {
  readonly onSwitchOn: SettingsDeeds['switchFolderOn'];
}

const INPUTS = [
  { name: 'address', type: 'url', hint: 'set.sync.addressWhat', fill: 'off' },
  { name: 'user', type: 'text', hint: null, fill: 'off' },
  { name: 'password', type: 'password', hint: null, fill: 'off' },
  { name: 'passphrase', type: 'password', hint: 'set.sync.passphraseWhat', fill: 'new-password' },
  { name: 'again', type: 'password', hint: null, fill: 'new-password' },
] as const;

/** What is wrong stands beside what it is wrong with. */
function Begin({ fault, onSwitchOn }: BeginProps) {
  const say = useSay();
  const id = useId();
  const form = useFaultFocus(fault);
  // In the click itself: else the browser does not ask for the permission.
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const read = (name: (typeof INPUTS)[number]['name']): string => String(data.get(name) ?? '');
    const [address, user, password] = [read('address'), read('user'), read('password')];
    onSwitchOn({ address, user, password, passphrase: read('passphrase'), again: read('again') });
  };
  const at = fault === null ? null : inputOf(fault);
  return (
    <form ref={form} className="price-file" onSubmit={onSubmit} noValidate>
      <p className="hint">{say('set.sync.paired')}</p>
      <p className="hint">{say('set.sync.goes')}</p>
      <p className="hint">{say('set.sync.alone')}</p>
      {INPUTS.map(({ name, type, hint, fill }) => {
        const described = [at === name && `${id}-bad`, hint !== null && `${id}-${name}-hint`].filter(Boolean).join(' ');
        return (
          <Field key={name} id={`${id}-${name}`} label={say(`set.sync.${name}`)}>
            <input
              id={`${id}-${name}`}
              name={name}
              type={type}
              autoComplete={fill}
              spellCheck={false}
              aria-invalid={at === name}
              aria-describedby={described === '' ? undefined : described}
            />
            {fault !== null && at === name && <Fault id={`${id}-bad`} fault={fault} />}
            {hint !== null && (
              <p id={`${id}-${name}-hint`} className="hint">
                {say(hint)}
              </p>
            )}
          </Field>
        );
      })}
      {fault === 'refused' && <Fault id={`${id}-bad`} fault={fault} />}
      <div className="buttons">
        <button type="submit" className="primary">
          {say('set.sync.on')}
        </button>
      </div>
    </form>
  );
}

/** What of the form is wrong; null: nothing of it. */
function inputOf(fault: FolderFault): (typeof INPUTS)[number]['name'] | null {
  if (typeof fault === 'object') return fault.kind === 'login' ? 'password' : 'address';
  if (fault === 'bad-address') return 'address';
  if (fault === 'differs') return 'again';
  return fault === 'refused' ? null : 'passphrase';
}

function Fault({ id, fault }: { readonly id: string; readonly fault: FolderFault }) {
  const say = useSay();
  const words = typeof fault === 'string' ? say(`set.sync.fault.${fault}`) : null;
  return (
    <p id={id} role="alert" className="bad">
      {words ?? <Problem problem={fault as FolderProblem} />}
    </p>
  );
}

function Problem({ problem: { kind, detail } }: { readonly problem: FolderProblem }) {
  const say = useSay();
  return say(`set.sync.problem.${kind}`, { detail: { kind: 'verbatim', text: detail } });
}

interface SharedProps extends Pick<FolderProps, 'deeds'> {
  readonly folder: Extract<FolderView, { isOn: true }>;
  readonly heading: RefObject<HTMLHeadingElement | null>;
}

function Shared({ folder, deeds, heading }: SharedProps) {
  const say = useSay();
  const language = use(LanguageContext);
  const { address, self, others, syncedAt, nextAt, waiting, came, problem, damaged, notTaken } = folder;
  const verbatim = (text: string): TextParam => ({ kind: 'verbatim', text });
  const time = (at: number): TextParam => formatInstant(at, language);
  const stop = (withFiles: boolean): void => {
    deeds.switchFolderOff(withFiles);
    // These buttons go away with what they end.
    heading.current?.focus();
  };
  return (
    <>
      <p className="now">{say('set.sync.now', { address: verbatim(address) })}</p>
      {problem !== null && (
        <div role="alert" className="price-file-problem">
          <p>
            <Problem problem={problem} />
          </p>
          <p>{say('set.sync.next', { time: time(nextAt) })}</p>
        </div>
      )}
      <ul className="price-file-facts">
        {syncedAt !== null && <li>{say('set.sync.synced', { time: time(syncedAt) })}</li>}
        {syncedAt === null && problem === null && <li>{say('set.sync.first')}</li>}
        {came !== null && <li>{say('set.sync.came', { n: came.calls, time: time(came.at) })}</li>}
        {syncedAt !== null && (
          <li>{others === 0 ? say('set.sync.othersNone') : say('set.sync.others', { n: others })}</li>
        )}
        {waiting > 0 && <li>{say('set.sync.waits', { n: waiting })}</li>}
        {damaged > 0 && <li className="bad">{say('set.sync.damaged', { n: damaged })}</li>}
        {notTaken > 0 && <li className="bad">{say('set.sync.notTaken', { n: notTaken })}</li>}
        <li>{say('set.sync.self', { name: verbatim(self) })}</li>
        <li>{say('set.sync.alone')}</li>
        <li>{say('set.sync.offWhat')}</li>
      </ul>
      <div className="buttons">
        <button type="button" className="primary" onClick={deeds.syncFolder}>
          {say('set.sync.do')}
        </button>
        <button type="button" onClick={() => stop(false)}>
          {say('set.sync.off')}
        </button>
        <button type="button" onClick={() => stop(true)}>
          {say('set.sync.remove')}
        </button>
      </div>
    </>
  );
}
