import { type FormEvent, type RefObject, use, useId } from 'react';
import type { CompanionView, OverBudget, PairFault } from '../../lib/domain/dashboard.ts';
import type { TextParam } from '../../lib/domain/text.ts';
import type { SettingsDeeds } from '../../lib/ui/settings-store.ts';
import { formatInstant } from '../format-time.ts';
import { LanguageContext, useSay } from '../popup/say.ts';
import { useFaultFocus, useHeadingFocus } from './use-form-focus.ts';

interface CompanionProps {
  readonly companion: CompanionView;
  /** Why it was not paired just now; null: it was, or nobody tried. */
  readonly fault: PairFault | null;
  readonly deeds: Pick<SettingsDeeds, 'pairCompanion' | 'unpairCompanion' | 'syncCompanion'>;
}

/** One ledger with the program that does for scripts what the extension does for pages. */
export function Companion({ companion, fault, deeds }: CompanionProps) {
  const say = useSay();
  const { heading, note } = useHeadingFocus(companion.isPaired);
  const onPair: SettingsDeeds['pairCompanion'] = (address, code) => {
    note();
    deeds.pairCompanion(address, code);
  };
  return (
    <section className="panel" aria-labelledby="set-companion">
      <h2 id="set-companion" ref={heading} tabIndex={-1}>
        {say('set.companion')}
      </h2>
      <p>{say('set.companionWhat')}</p>
      {companion.isPaired ? (
        <Paired companion={companion} deeds={deeds} heading={heading} />
      ) : (
        <Pair address={companion.address} fault={fault} onPair={onPair} />
      )}
    </section>
  );
}

interface PairProps extends Pick<CompanionProps, 'fault'> {
  readonly address: string;
  readonly onPair: SettingsDeeds['pairCompanion'];
}

/** What is wrong with the code, or with having typed none. */
const CODE_FAULTS = ['wrong', 'too-many', 'none', 'no-host'] as const satisfies readonly PairFault[];

function Pair({ address, fault, onPair }: PairProps) {
  const say = useSay();
  const id = useId();
  const form = useFaultFocus(fault);
  // In the click itself: else the browser does not ask for the permission.
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    onPair(String(data.get('address') ?? ''), String(data.get('code') ?? ''));
  };
  const isCodeBad = fault !== null && (CODE_FAULTS as readonly string[]).includes(fault);
  const isAddressBad = fault !== null && !isCodeBad && fault !== 'refused';
  const described = fault === null ? undefined : `${id}-bad`;
  return (
    <form ref={form} className="price-file" onSubmit={onSubmit} noValidate>
      <p className="hint">{say('set.companion.how')}</p>
      <div className="field">
        <label htmlFor={`${id}-code`}>{say('set.companion.code')}</label>
        <input
          id={`${id}-code`}
          name="code"
          className="code"
          aria-invalid={isCodeBad}
          aria-describedby={isCodeBad ? described : undefined}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-address`}>{say('set.companion.address')}</label>
        <input
          id={`${id}-address`}
          name="address"
          type="url"
          defaultValue={address}
          aria-invalid={isAddressBad}
          aria-describedby={isAddressBad ? described : undefined}
          autoComplete="off"
          spellCheck={false}
        />
      </div>
      {fault !== null && (
        <p id={described} role="alert" className="bad">
          {say(`set.companion.fault.${fault}`)}
        </p>
      )}
      <p className="hint">{say('set.companion.keys')}</p>
      <div className="buttons">
        <button type="submit" className="primary">
          {say('set.companion.pair')}
        </button>
      </div>
    </form>
  );
}

interface PairedProps extends Pick<CompanionProps, 'deeds'> {
  readonly companion: Extract<CompanionView, { isPaired: true }>;
  readonly heading: RefObject<HTMLHeadingElement | null>;
}

function Paired({ companion, deeds, heading }: PairedProps) {
  const say = useSay();
  const language = use(LanguageContext);
  const { address, name, syncedAt, waiting, problem, notTaken, over } = companion;
  const verbatim = (text: string): TextParam => ({ kind: 'verbatim', text });
  return (
    <>
      <p className="now">{say('set.companion.paired', { name: verbatim(name), address: verbatim(address) })}</p>
      {problem !== null && (
        <div role="alert" className="price-file-problem">
          <p>{say(`set.companion.problem.${problem}`)}</p>
        </div>
      )}
      <ul className="price-file-facts">
        <li>
          {syncedAt === null
            ? say('set.companion.never')
            : say('set.companion.synced', { time: formatInstant(syncedAt, language) })}
        </li>
        <li>{waiting === 0 ? say('set.companion.waitsNone') : say('set.companion.waits', { n: waiting })}</li>
        {notTaken > 0 && <li className="bad">{say('set.companion.notTaken', { n: notTaken })}</li>}
        {over.map((budget) => (
          <li key={budget.budget} className="bad">
            {say('set.companion.over', overParams(budget))}
          </li>
        ))}
        <li>{say('set.companion.stays')}</li>
      </ul>
      <div className="buttons">
        <button type="button" className="primary" onClick={deeds.syncCompanion}>
          {say('set.companion.sync')}
        </button>
        <button
          type="button"
          onClick={() => {
            deeds.unpairCompanion();
            // This button goes away with what it ends.
            heading.current?.focus();
          }}
        >
          {say('set.companion.unpair')}
        </button>
      </div>
    </>
  );
}

function overParams({ budget, unit, cap, over }: OverBudget): Readonly<Record<string, TextParam>> {
  const amount = (of: bigint): TextParam =>
    unit === null ? Number(of) : { kind: 'money', money: { unit, nano: of }, rounding: 'up' };
  return { budget, cap: amount(cap), over: amount(over) };
}
