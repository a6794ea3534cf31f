/** A tool that has a token: what it spends is known apart from others. */
export interface Tool {
  readonly name: string;
  /** The label of its calls, where a call names none; null: none. */
  readonly label: string | null;
  /** The account that pays, by provider id, where a call names none. */
  readonly accounts: Readonly<Record<string, string>>;
}

/** A named account's key. In memory only. */
export interface AccountKey {
  readonly id: string;
  readonly name: string;
  readonly key: string;
}

/** Who may come in, and whose key goes upstream. `companion/secrets` offers it. */
export interface AccessPort {
  /** Null: no tool has this token. */
  readonly findTool: (token: string) => Tool | null;
  /** `name` null: the tool's default, or the only account of this provider. Null: there is none. */
  readonly findAccount: (provider: string, name: string | null) => AccountKey | null;
  /** Why the key of an account that there is cannot be had; null: it can, or there is none. Absent: it always can. */
  readonly lockedBy?: (provider: string, name: string | null) => string | null;
}

/** What a companion token looks like: it is known for one wherever a key may stand, and never sent upstream. */
export const TOKEN_PATTERN = /tkp_[\w-]{43}(?![\w-])/;
