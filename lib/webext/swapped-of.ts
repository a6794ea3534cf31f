/** A cheaper model that was chosen on a card, while the page still names the other one. */
export function swappedOf(
  asked: string | null,
  sent: string | null,
): { readonly asked: string; readonly sent: string } | null {
  return asked === null || sent === null || asked === sent ? null : { asked, sent };
}
