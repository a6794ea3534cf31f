import type { Text } from '../../lib/domain/text.ts';
import { type Html, html } from './html.ts';
import type { Fields } from './page-deeds.ts';
import type { Words } from './page-words.ts';

/** That a form cannot be done as it is: what is wrong, by the field. */
export class FormProblem extends Error {
  readonly wrong: Readonly<Record<string, Text>>;

  constructor(wrong: Readonly<Record<string, Text>>) {
    super(`a form cannot be done: ${Object.keys(wrong).join(', ')}`);
    this.name = 'FormProblem';
    this.wrong = wrong;
  }
}

/** A form that came and was not done: it is shown again as it was filled in. */
export interface SentForm {
  readonly deed: string;
  readonly fields: Fields;
  readonly wrong: FormProblem['wrong'];
}

/** One field of a form. */
export interface FieldView {
  readonly name: string;
  readonly label: string;
  /** What it has now; what was sent goes first. */
  readonly value: string;
  /** A sentence below it. Absent: none. */
  readonly hint?: string;
  readonly type?: 'text' | 'time' | 'checkbox';
  /** What can be chosen, as value and name. Absent: it is typed in. */
  readonly choices?: readonly (readonly [value: string, name: string])[];
}

/** Fields with their labels and hints, and what is wrong beside each; the first wrong one has the focus. `sent` null: nothing was. */
export function renderFields(
  views: readonly FieldView[],
  { id, sent, words }: { readonly id: string; readonly sent: SentForm | null; readonly words: Words },
): Html {
  const first = views.find(({ name }) => sent?.wrong[name] !== undefined)?.name;
  return html`<div class="fields">${views.map((view) => {
    const wrong = sent?.wrong[view.name];
    const value = sent === null ? view.value : (sent.fields[view.name] ?? '');
    const field = `${id}-${view.name}`;
    const notes = [...(view.hint === undefined ? [] : [`${field}-h`]), ...(wrong === undefined ? [] : [`${field}-w`])];
    const said = html`${notes.length === 0 ? null : html` aria-describedby="${notes.join(' ')}"`}${wrong === undefined ? null : html` aria-invalid="true"`}${view.name === first ? html` autofocus` : null}`;
    return html`<div><label for="${field}">${view.label}</label>${renderInput(view, { field, value, said })}
${view.hint === undefined ? null : html`<p class="quiet" id="${field}-h">${view.hint}</p>`}
${wrong === undefined ? null : html`<p class="wrong" id="${field}-w">${words.tell(wrong)}</p>`}</div>`;
  })}</div>`;
}

function renderInput(
  { name, type = 'text', choices }: FieldView,
  { field, value, said }: { readonly field: string; readonly value: string; readonly said: Html },
): Html {
  if (choices !== undefined) {
    const options = choices.map(
      ([key, text]) => html`<option value="${key}"${key === value ? html` selected` : null}>${text}</option>`,
    );
    return html`<select id="${field}" name="${name}"${said}>${options}</select>`;
  }
  if (type === 'checkbox') {
    return html`<input type="checkbox" id="${field}" name="${name}" value="yes"${value === 'yes' ? html` checked` : null}${said}>`;
  }
  return html`<input type="${type}" id="${field}" name="${name}" value="${value}" maxlength="200"${said}>`;
}
