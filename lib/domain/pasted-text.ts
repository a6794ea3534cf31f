/** More of a text is not read, characters: as much as is looked at of a body. */
export const PASTED_CHARS_MAX = 262_144;

/** A text that somebody wants explained. */
export interface PastedText {
  readonly text: string;
  /** Who answered, as the user says: a host, an address or a name; empty: nothing was said, the text may say it. */
  readonly host: string;
  /** Host of the page it was selected on, which counts where it is a provider's and the text names none; null: none. */
  readonly pageHost: string | null;
}
