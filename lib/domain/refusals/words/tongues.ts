/**
 * What errors say in other languages, a meaning a line, so that everything else is read in English (and Chinese): Spanish,
 * Portuguese, French, German, Italian, Indonesian, Russian, Japanese, Korean. Stems are enough.
 */
const MEANINGS: Readonly<Record<string, string>> = {
  balance: 'saldo|guthaben|kontostand|solde|баланс[а-я]*|残高|잔액|잔고',
  credits: 'cr[eé]dit[io]s?|crédits?|kredite?|кредит[а-я]*|クレジット|크레딧|ポイント|포인트',
  funds: 'fondos|fundos|средств[а-я]*',
  insufficient:
    'insuficientes?|insuffisante?s?|insufficient[ei]|nicht genug|(?:reicht|reichen) nicht(?: aus)?|nicht ausreichend|недостаточно|не хватает|不足|足り|부족|tidak (?:men)?cukup[a-z]*',
  exhausted: 'agotad[oa]s?|esgotad[oa]s?|épuisée?s?|aufgebraucht|erschöpft|исчерпан[а-я]*|закончил[а-я]*|使い切|소진',
  exceeded: 'excedid[oa]|superado|dépassée?|überschritten|превышен[а-я]*|超過|초과',
  limit: 'l[ií]mite|лимит[а-я]*|制限|한도',
  quota: 'cuota|kontingent|квот[а-я]*|クォータ|할당량|kuota',
  'top up': 'recarg(?:a|ar|ue)|rechargez|aufladen|пополн[а-я]*|チャージ|충전',
  'non-payment': 'falta de pago|impag[ao]s?|impayée?s?|просроч[а-я]*|задолженност[а-я]*|未払|미납|연체',
  suspended: 'suspendid[oa]|suspendue?|gesperrt|приостановлен[а-я]*|заблокирован[а-я]*|停止|정지',
  account: 'cuenta|conta|compte|konto|аккаунт[а-я]*|アカウント|계정',
  subscription: 'suscripción|assinatura|abonnement|подписк[а-я]*|тариф[а-я]*|サブスクリプション|プラン|구독|요금제|플랜',
  required: 'requise?s?|requerido|nötig|erforderlich|требуется|необходим[а-я]*|必要|필요',
  available: 'disponibles?|verfügbar|доступн[а-я]*|利用可能',
  expired: 'caducad[oa]|vencid[oa]|expirée?|abgelaufen|ist[её]к[а-я]*|期限切れ|만료',
  'too many requests': 'demasiadas solicitudes|trop de requêtes|zu viele anfragen|слишком много запросов|リクエストが多すぎ|요청이 너무 많',
  card: 'tarjeta|karte|карт[аеыу]',
  transfer: 'transferencia|compra|перевод[а-я]*|교환',
};

const ENGLISH = Object.keys(MEANINGS);
/** Letters of another alphabet, or the first words that errors in plain ones have. */
const FOREIGN = /[à-ÿа-яぁ-ヿ가-힣]|\b(?:saldo|guthaben|fondos|solde|kuota|cuenta|insu)/;
let words: RegExp | undefined;

/** The same in English as far as money and limits go. Lower case. */
export function inEnglish(text: string): string {
  if (!FOREIGN.test(text)) return text;
  words ??= new RegExp(`(?<![a-zà-ÿ])(?:${Object.values(MEANINGS).map((each) => `(${each})`).join('|')})(?![a-zà-ÿ])`, 'g');
  return text.replace(words, (_, ...groups: readonly unknown[]) => {
    const at = groups.findIndex((group) => group !== undefined);
    return ` ${ENGLISH[at]} `;
  });
}
