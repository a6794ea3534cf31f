import type { LimitView, SettingsView } from '../../lib/domain/dashboard.ts';
import type { SettingsDeeds } from '../../lib/ui/settings-store.ts';
import { useSay } from '../popup/say.ts';
import { AmountRow, type AmountWords, nameOfUnit } from './amount-row.tsx';

const WORDS: AmountWords = {
  own: 'set.limitOwn',
  usual: 'set.limit.floor',
  none: 'set.limitNone',
  input: 'set.limitNew',
  save: 'set.limitSaveFor',
  forget: 'set.limitForget',
  forgetFor: 'set.limitForgetFor',
};

/** What holds without a choice is named by its rule. */
function wordsOf({ usualRule }: LimitView): AmountWords {
  return usualRule === null ? WORDS : { ...WORDS, usual: `set.limit.${usualRule}` };
}

const TOKEN_WORDS: AmountWords = {
  ...WORDS,
  own: 'set.tokensOwn',
  usual: 'set.tokensOwn',
  none: 'set.tokensNone',
  bad: 'set.tokensBad',
};

interface LimitsProps {
  readonly limits: readonly LimitView[];
  readonly tokenLimits: SettingsView['tokenLimits'];
  readonly deeds: Pick<SettingsDeeds, 'setLimit' | 'askAgain'>;
}

/** Above what a call is held for its cost alone, by account and unit; and what was said on cards about shortages. */
export function Limits({ limits, tokenLimits, deeds }: LimitsProps) {
  const say = useSay();
  return (
    <section className="panel" aria-labelledby="set-limits">
      <h2 id="set-limits" tabIndex={-1}>
        {say('set.limits')}
      </h2>
      <p>{say('set.limitsWhat')}</p>
      {limits.length === 0 && <p className="now">{say('set.limitsNone')}</p>}
      <ul className="rows">
        {limits.map((limit) => (
          <li key={`${limit.account} ${limit.unit}`}>
            <AmountRow line={limit} words={wordsOf(limit)} onSet={deeds.setLimit}>
              {limit.quietNano !== null && <Quiet limit={limit} nano={limit.quietNano} onAskAgain={deeds.askAgain} />}
            </AmountRow>
          </li>
        ))}
        {tokenLimits.map((limit) => (
          <li key={`${limit.account} ${limit.unit}`}>
            <AmountRow line={limit} words={TOKEN_WORDS} isWhole onSet={deeds.setLimit} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface QuietProps {
  readonly limit: LimitView;
  readonly nano: bigint;
  readonly onAskAgain: SettingsDeeds['askAgain'];
}

/** "Don't ask below $2 here", and the way back. */
function Quiet({ limit, nano, onAskAgain }: QuietProps) {
  const say = useSay();
  const { account, accountName, unit } = limit;
  return (
    <div className="quiet-line">
      <p>{say('set.quiet', { money: { kind: 'money', money: { unit, nano }, decimalsMin: 0 } })}</p>
      <button
        type="button"
        className="quiet"
        aria-label={say('set.quietUndoFor', { account: accountName, unit: nameOfUnit(unit, say) })}
        onClick={() => {
          onAskAgain(account, unit);
          // This button goes away with what it forgets.
          document.getElementById('set-limits')?.focus();
        }}
      >
        {say('set.quietUndo')}
      </button>
    </div>
  );
}
