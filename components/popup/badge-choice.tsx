import { useId } from 'react';
import type { PopupBadge, PopupSource } from '../../lib/webext/popup-model.ts';
import { useSay } from './say.ts';

/** Which account the toolbar button shows. */
export function BadgeChoice({ badge, onBadge }: { readonly badge: PopupBadge } & Pick<PopupSource, 'onBadge'>) {
  const say = useSay();
  const id = useId();
  // An account that is gone is shown no more: the one used last takes its place.
  const isThere = ['last', 'worst', ...badge.accounts.map((account) => account.id)].includes(badge.choice);
  return (
    <div className="badge-choice">
      <label htmlFor={id}>{say('popup.badge')}</label>
      <select id={id} value={isThere ? badge.choice : 'last'} onChange={({ target }) => onBadge(target.value)}>
        <option value="last">{say('popup.badge.last')}</option>
        <option value="worst">{say('popup.badge.worst')}</option>
        {badge.accounts.map((account) => (
          <option key={account.id} value={account.id}>
            {account.name}
          </option>
        ))}
      </select>
    </div>
  );
}
