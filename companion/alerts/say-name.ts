import type { Text } from '../../lib/domain/text.ts';
import type { AccountRow } from '../../lib/ledger/rows.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { AlertSubject } from '../../lib/watch/alert.ts';
import { nameAccountId } from '../balance/account-name.ts';

/** What an alert is of, for people; `rows`: the ledger's accounts. */
export function sayName(subject: AlertSubject, rows: readonly AccountRow[]): Text {
  switch (subject.kind) {
    case 'account':
      return { key: 'alert.name.account', params: { id: nameAccountId(subject.id, rows) } };
    case 'budget':
      return { key: 'alert.name.budget', params: { id: subject.id } };
    case 'provider':
      return { key: 'alert.name.provider', params: { name: findProvider(subject.id)?.name ?? subject.id } };
    case 'self':
      return { key: 'alert.name.self' };
  }
}
