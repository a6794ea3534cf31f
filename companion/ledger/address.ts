/** Whether an address has a password in it, which everybody on the machine could read in the list of processes. */
export function hasPassword(url: string): boolean {
  if (/[?&]password=/i.test(url)) return true;
  try {
    return new URL(url).password !== '';
  } catch {
    return /:\/\/[^/@]*:[^/@]+@/.test(url);
  }
}
