/*
 * Sync between browsers by files in a WebDAV folder, as people see it.
 */

/** Why nothing is exchanged, or not all of it; each with a sentence that says what to do. */
export const FOLDER_PROBLEMS = [
  'no-permission',
  'unreachable',
  'too-slow',
  'login',
  'forbidden',
  'no-folder',
  'not-webdav',
  'no-room',
  'redirected',
  'status',
  'passphrase',
  'newer',
  'no-room-here',
  'not-kept',
  'failed',
] as const;

/** What is wrong. */
export interface FolderProblem {
  readonly kind: (typeof FOLDER_PROBLEMS)[number];
  /** What the sentence names: the status that was answered, or what broke. Empty: nothing. */
  readonly detail: string;
}

/** What comes of switching it on: `on`, or why not. */
export type FolderChoice = 'on' | FolderFault;
export type FolderFault =
  | 'bad-address'
  | 'short-passphrase'
  | 'differs'
  | 'refused'
  | 'wrong-passphrase'
  | FolderProblem;

/** What a person types to switch it on. */
export interface TypedFolder {
  readonly address: string;
  /** Empty: the folder asks for none. */
  readonly user: string;
  readonly password: string;
  readonly passphrase: string;
  readonly again: string;
}

/** So many characters a passphrase has at least. */
export const PASSPHRASE_CHARS_MIN = 10;

/** Sync by a folder, as far as this browser knows. */
export type FolderView =
  | { readonly isOn: false; readonly address: string; readonly user: string }
  | {
      readonly isOn: true;
      readonly address: string;
      readonly user: string;
      /** What this browser's files lie under. */
      readonly self: string;
      /** Browsers whose files were read. */
      readonly others: number;
      /** When all that was there was last read and all that is here was last written, epoch ms; null: not yet. */
      readonly syncedAt: number | null;
      /** When it is done again by itself, epoch ms. */
      readonly nextAt: number;
      /** Changes that are in no file yet. */
      readonly waiting: number;
      /** The last calls that came; null: none did so far. */
      readonly came: { readonly calls: number; readonly at: number } | null;
      readonly problem: FolderProblem | null;
      /** Files that cannot be opened: changed, or not whole. */
      readonly damaged: number;
      /** Lines that this version does not understand. */
      readonly notTaken: number;
    };
