/**
 * What errors say in other languages, a meaning a line, so that everything else is read in English (and Chinese): Spanish,
 * Portuguese, French, German, Russian, Japanese, Korean. Stems are enough.
 */
const MEANINGS: Readonly<Record<string, string>> = {
  balance: 'saldo|bakiye|guthaben|kontostand|solde|баланс[а-я]*|残高|잔액',
  credits: 'kredi|cr[eé]dit[io]s?|crédits?|кредит[а-я]*|クレジット|크레딧',
  funds: 'fondos|средств[а-я]*',
  insufficient:
    'yetersiz|insuficientes?|insuffisante?s?|insufficient[ei]|reich(?:t|en) nicht|nicht (?:genug|ausreichend)|недостаточно|не хватает|不足|足り|부족',
  exhausted: 'agotad[oa]s?|esgotad[oa]s?|aufgebraucht|исчерпан[а-я]*|使い切|소진',
  exceeded: 'excedid[oa]|dépassée?|überschritten|превышен[а-я]*|超過|초과',
  limit: 'l[ií]mite|лимит[а-я]*|한도',
  'top up': 'recarg(?:a|ue)|rechargez|aufladen|пополн[а-я]*|チャージ|충전',
  'non-payment': 'falta de pago|impag[ao]s?|impayée?s?|задолженност[а-я]*|未払|미납',
  suspended: 'suspendid[oa]|suspendue?|gesperrt|заблокирован[а-я]*|停止|정지',
  account: 'cuenta|conta|compte|konto|аккаунт[а-я]*|アカウント|계정',
  subscription: 'suscripción|assinatura|abonnement|подписк[а-я]*|プラン|구독|플랜',
  'payment method': 'método de pago|결제 ?수단',
  required: 'requis|nötig|erforderlich|требуется|必要|필요',
  transfer: 'compra|교환',
};

const ENGLISH = Object.keys(MEANINGS);
/** Letters of another alphabet, or the first words that errors in plain ones have. */
const FOREIGN = /[à-ÿа-яぁ-ヿ가-힣]|\b(?:saldo|kredi|bakiye|guthaben|nicht|fondos|solde|cuenta|insu)/;
let words: RegExp | undefined;

/** The same in English as far as money and limits go. Lower case. */
export function inEnglish(text: string): string {
  if (!FOREIGN.test(text)) return text;
  words ??= new RegExp(
    `(?<![a-zà-ÿ])(?:${Object.values(MEANINGS)
      .map((each) => `(${each})`)
      .join('|')})(?![a-zà-ÿ])`,
    'g',
  );
  return text.replace(words, (_, ...groups: readonly unknown[]) => {
    const at = groups.findIndex((group) => group !== undefined);
    return ` ${ENGLISH[at]} `;
  });
}
