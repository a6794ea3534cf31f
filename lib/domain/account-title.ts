/** What people call an account, the same everywhere: "Laozhang · dev@example.org". `name`: null where it has none. */
export function accountTitle(providerName: string, name: string | null): string {
  return name === null ? providerName : `${providerName} · ${name}`;
}
