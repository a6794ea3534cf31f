/**
 * What errors say in other languages, a meaning a line, so that everything else is read in English (and Chinese): Spanish,
 * Portuguese, Italian, French, German, Dutch, Polish, Russian, Ukrainian, Turkish, Indonesian, Vietnamese, Persian, Arabic,
 * Japanese, Korean. Stems are enough: `~` is the rest of a word. A meaning of several words goes before one of its parts.
 */
const MEANINGS: Readonly<Record<string, string>> = {
  'payment method': 'método de pago|결제 ?수단',
  'non-payment': 'falta de pago|impag[ao]s?|impayée?s?|задолженност~|未払|미납',
  'top up': 'recarg(?:a|ue)|ricaric~|rechargez|aufladen|doład~|по[пв]+о[вл]н~|isi ulang|nạp|شارژ|شحن|チャージ|충전',
  suspended: 'suspendid[oa]|suspendue?|gesperrt|заблок~|bị khóa|停止|정지',
  insufficient: [
    'yetersiz|insuficientes?|insuffisante?s?|insufficient[ei]|reich(?:t|en) nicht|nicht (?:genug|ausreichend)|onvoldoende',
    'niewystarcz~|недостат~|не (?:хватает|вистачає)|tidak (?:men)?cukupi?|không đủ|کافی نیست|غير كاف|لا يكفي|不足|足り|부족',
  ].join('|'),
  balance: 'saldo|bakiye~|guthaben|kontostand|tegoed|solde|баланс~|số dư|موجودی|رصيد|残高|잔액',
  credits: 'kredi~|kredyt~|cr[eé]dit[io]s?|crédits?|кредит~|tín dụng|اعتبار|クレジット|크레딧',
  funds: 'fondos|fondi|środk~|средств~|кошт~|أموال',
  exhausted:
    'agotad[oa]s?|esgotad[oa]s?|esaurit[oaie]|aufgebraucht|wyczerpan~|исчерпан~|вичерпан~|tükendi|habis|đã hết|تمام شد|نفد|使い切|소진',
  exceeded:
    'excedid[oa]|superat[oa]|dépassée?|überschritten|overschreden|przekroczon~|превыш~|перевищ~|aşıldı|melebihi|vượt|تجاوز|超過|초과',
  limit: 'l[ií]mite|л[иі]м[иі]т~|한도',
  budget: 'presupuesto|budżet~|бюджет~|bütçe~|anggaran|ngân sách|بودجه|ميزانية',
  account: 'cuenta|conta|compte|konto|аккаунт~|アカウント|계정',
  subscription: 'suscripción|assinatura|abonnement|подписк~|プラン|구독|플랜',
  required: 'requis|nötig|erforderlich|требуется|必要|필요',
  transfer: 'compra|교환',
};

const ENGLISH = Object.keys(MEANINGS);
/** Letters that words with the Latin and the Cyrillic alphabet go on with. */
const LETTERS = 'a-zß-ɏạ-ỹа-џґ';
/** Letters of another alphabet, or the first words that errors in plain ones have. */
const FOREIGN =
  /[ß-ɏạ-ỹа-џґء-یぁ-ヿ가-힣]|\b(?:saldo|kredi|credit[oi]|bakiye|guthaben|nicht|fond[io]|solde|cuenta|insu|tegoed|onvold|konto)/;
let words: RegExp | undefined;

/** The same in English as far as money and limits go. Lower case. */
export function inEnglish(text: string): string {
  if (!FOREIGN.test(text)) return text;
  words ??= new RegExp(
    `(?<![${LETTERS}])(?:${Object.values(MEANINGS)
      .map((each) => `(${each.replaceAll('~', `[${LETTERS}]*`)})`)
      .join('|')})(?![${LETTERS}])`,
    'g',
  );
  return text.replace(words, (_, ...groups: readonly unknown[]) => {
    const at = groups.findIndex((group) => group !== undefined);
    return ` ${ENGLISH[at]} `;
  });
}
