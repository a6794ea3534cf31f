/** Money, things and bills that are none of the account that pays for calls. */

/** A customer's card, a bank's transfer, a trade, a chain, a game. */
export const OTHERS_MONEY: readonly string[] = [
  'card (?:declined|error|has|was|number)|declin\\w*|cardholder|your card|issuer|bank (?:account|declined)',
  'payment intent|3ds|payment (?:authentication|authori[sz]ation)|payment (?:was )?(?:not successful|unsuccessful|rejected|refused|declined)',
  'transfer\\w*|payout|withdraw\\w*|charge id|recipient|sender|remitter|customer account',
  'invalid order|order id|(?:place|placing|submit|create|fill) (?:an? |this |the |your )?orders?|下单|buy ?-?in|bet|chips|gold|sword|refuel|spin|inventory',
  'gas|wei|erc ?20|execution reverted|jsonrpc|nonce',
  'tarjeta|cart[aã]o|carte bancaire|virement|transferencia|refusée?|rechazad[oa]|paiement',
  '银行卡|收款|转账|提现|取款|下单失败|打赏|兑换|礼品卡|话费|课时|借款|抵扣|优惠|会员卡|门票|商品|卖家|买家',
  '仓位|保证金|可提现|电量|付款方|收款方|商户|代付|红包|公交|饭卡|卡内|会员积分|借阅|还款|租车|解冻|释放|冻结金额',
];

/** Things that have balances, limits and due dates of their own. */
export const OTHERS_GOODS: readonly string[] = [
  // Days off, rent, loans, things that are due: they have balances and due dates too.
  'cart|leave|(?:requested|number of) days|days off|vacation|holidays?|time off|rent|loans?|borrow\\w*|tuition|students?|librar(?:y|ies)|books?|due date|utility|electricity',
  '请假|休假|年假|调休|房租|贷款|学费',
  // What is bought and sold, or given away.
  'gift cards?|coupons?|vouchers?|promo(?:tion)? codes?|refunds?|purchase order|line item|stock|shipping|auction|bids?',
  '(?:debit|meal|transport) card|card balance|the card|buyers?|sellers?|players?|bookings?|rewards?|loyalty|redeem\\w*|cost center|purchase request|(?:buy|purchase) (?:this|the|an?) (?:item|product|ticket)',
  'margin|buying power|liquidity|trade|trading|usd[ct]|erc ?20|ad campaigns?|campaign budget|employees?|expenses?',
];

/** Whose customers owe: an account that pays for calls is "yours". */
export const OTHERS_BILL: readonly string[] = [
  "(?:your |the |this )?(?:customer|client|tenant|borrower|member|patient|guest|student)(?:'s)? (?:has|is|owes|subscription|invoice|payment|balance)",
];

/** What banks, ledgers and exchanges call it, and few who sell calls. */
export const BANK_FUNDS: readonly string[] = ['funds?|资金'];
