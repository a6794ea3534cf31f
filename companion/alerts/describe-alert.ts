import { renderText } from '../../lib/domain/render-text.ts';
import type { Language, Text } from '../../lib/domain/text.ts';
import { type Alert, isDone, isEndUnseen, isSnoozed, type Snooze, timesOf } from '../../lib/watch/alert-state.ts';
import { nameSubject } from '../../lib/watch/contact.ts';
import { type AlertSettings, EVERYONE, ownerOf } from './settings.ts';

/** An alert for programs and the command line; instants are epoch ms. */
export interface ShownAlert {
  readonly id: string;
  readonly level: Alert['condition']['level'];
  readonly kind: Alert['condition']['kind'];
  readonly subject: string;
  readonly owner: string;
  readonly title: string;
  readonly meaning: readonly string[];
  readonly todo: readonly string[];
  readonly link: string | null;
  readonly since: number;
  /** Since when it is not found any more, and only waits until that is sure; null: it is found, or over. */
  readonly missingSince: number | null;
  /** Null: it lasts. */
  readonly overAt: number | null;
  readonly isDone: boolean;
  /** It is over only because it was not looked for any more: nobody saw how it ended. */
  readonly isEndUnseen: boolean;
  readonly acknowledged: { readonly at: number; readonly by: string } | null;
  readonly snoozedUntil: number | null;
  /** When peace was asked for, and until when. */
  readonly snoozes: readonly Snooze[];
  readonly told: Alert['told'];
  /** Since somebody was told first, ms; null: not so. */
  readonly toAcknowledgeMs: number | null;
  readonly toEndMs: number | null;
}

/** How an alert is shown. `now`: epoch ms. */
export function describeAlert(
  alert: Alert,
  { settings, language, now }: { settings: AlertSettings; language: Language; now: number },
): ShownAlert {
  const { id, condition, since, missingSince, overAt, acknowledged, snoozed, snoozes = [], told } = alert;
  const { level, kind, subject, link } = condition;
  const say = (text: Text): string => renderText(text, language);
  return {
    ...{ id, level, kind, subject: nameSubject(subject), owner: ownerOf(settings, subject)?.owner ?? EVERYONE },
    ...{ title: say(condition.title), meaning: condition.meaning.map(say), todo: condition.todo.map(say), link },
    ...{
      since,
      missingSince: overAt === null ? missingSince : null,
      overAt,
      isDone: isDone(alert),
      isEndUnseen: isEndUnseen(alert),
      told,
    },
    acknowledged: acknowledged && { at: acknowledged.at, by: acknowledged.by },
    snoozedUntil: isSnoozed(alert, now) ? (snoozed?.until ?? null) : null,
    snoozes,
    ...timesOf(alert),
  };
}
