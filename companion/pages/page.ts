import type { Text } from '../../lib/domain/text.ts';
import type { ApiRoute } from '../api/route.ts';
import type { SentForm } from './form-fields.ts';
import { type Html, html } from './html.ts';
import type { Words } from './page-words.ts';

/** Asks the API as somebody over HTTP would; rejects with an ApiProblem where it says no. */
export type AskApi = <T>(asked: {
  readonly method: ApiRoute['method'];
  readonly path: string;
  readonly body?: object;
}) => Promise<T>;

/** What a page is written from. */
export interface PageReading {
  readonly words: Words;
  /** Reads from the API: `/alerts`. */
  readonly read: <T>(path: string) => Promise<T>;
  /** Has something worked out that is neither stored nor sent: `/estimate`. */
  readonly workOut: <T>(path: string, body: object) => Promise<T>;
  /** What the address says besides. */
  readonly query: URLSearchParams;
  /** A form that could not be done; null: none was sent. */
  readonly sent: SentForm | null;
  /** By which name this browser's person acts; null: they did not say. */
  readonly who: string | null;
  /** Around what a person fills in and clicks: proof that the form is ours, and where to come back to. */
  readonly form: (content: Html) => Html;
}

/** One page for people. */
export interface LocalPage {
  readonly path: string;
  /** Its name in the navigation and its heading. */
  readonly name: Text['key'];
  readonly title: Text['key'];
  readonly render: (reading: PageReading) => Promise<Html>;
}

/** A row of the API has these where a text of the catalogue stands. */
export interface TwoTongues {
  readonly en: string;
  readonly zh: string;
}

/** A link to where money is added and the like: of a provider's own table. */
export function renderLink(link: string | null, words: Words): Html | null {
  if (link === null || !/^https?:\/\//.test(link)) return null;
  return html`<p><a href="${link}" rel="noreferrer">${words.say('page.open', { host: new URL(link).host })}</a></p>`;
}
