/** Money, things and bills that are none of the account that pays for calls. */

/** By kind. */
export const OTHERS_WORDS = {
  /** A customer's card, a bank's transfer, a trade, a chain, a game. */
  othersMoney: [
    'card (declined|error|has|was|number)|declin\\w*|cardholder|your card|issuer|bank (account|declined)',
    'payment intent|payment (authentication|authori[sz]ation)|payment (was )?(not successful|unsuccessful|rejected|refused|declined)',
    'transfer\\w*|payout|withdraw\\w*|charge id|recipient|sender|remitter|customer account',
    'invalid order|order id|(place|create) (an? |this |the )?orders?|下单|buy ?-?in|bet|chips|gold|sword|refuel|spin|inventory',
    'gas|wei|erc ?20|execution reverted|jsonrpc|nonce',
    'tarjeta|paiement',
    '银行卡|收款|转账|提现|取款|下单失败|兑换|礼品卡|话费|课时|借款|抵扣|优惠|商品',
    '保证金|押金|投资|现金|付款方|商户|代付|红包|借阅|还款|租车|冻结金额',
  ],
  /** Things that have balances, limits and due dates of their own. */
  othersGoods: [
    // Days off, rent, loans, things that are due: they have balances and due dates too.
    'leave|(requested|number of) days|vacation|rent|loans?|borrow\\w*|tuition|books?|due date',
    '请假|年假|贷款',
    // What is bought and sold, or given away.
    'gift cards?|coupons?|vouchers?|promo(tion)? codes?|refunds?|purchase order|stock',
    'the card|buyers?|players?|bookings?|rewards?|loyalty|redeem\\w*',
    'amount exceeds|bids?|margin|buying power|liquidity|trade|usd[ct]|campaigns?|employees?|expenses?',
  ],
  /** Whose customers owe: an account that pays for calls is "yours". */
  othersBill: ["(customer|client|tenant|borrower|student)('s)? (has|is|owes|subscription|invoice|payment|balance)"],
  /** What banks, ledgers and exchanges call it, and few who sell calls. */
  bankFunds: ['funds?|资金'],
} satisfies Record<string, readonly string[]>;
