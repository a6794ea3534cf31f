/** "Laozhang · dev@example.org". `name`: what its console calls it; null: nobody knows, or there is but one. */
export function accountTitle(providerName: string, name: string | null): string {
  return name === null ? providerName : `${providerName} · ${name}`;
}
