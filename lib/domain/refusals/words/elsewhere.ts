import { BUDGET, FUNDS } from './money.ts';

/** Money and errors that are none of the account that pays for calls. */

/** A customer's card, a bank's transfer, a trade, a chain, a game. */
export const OTHERS_MONEY: readonly string[] = [
  'card (?:declined|error|has|was|number)|declin\\w*|cardholder|your card|issuer|bank (?:account|declined)',
  'transfer\\w*|payout|withdraw\\w*|charge id|recipient|sender|remitter|customer account',
  'invalid order|order id|buy ?-?in|bet|chips|gold|sword|refuel|spin|inventory',
  'gas|wei|erc ?20|execution reverted|jsonrpc|nonce',
  '银行卡|收款|转账|提现|取款|下单失败',
];

/** What banks, ledgers and exchanges call it, and few who sell calls. */
export const BANK_FUNDS: readonly string[] = ['funds?|资金'];

/** Why an account is stopped, where money is not the reason. */
export const MISUSE: readonly string[] = [
  'polic(?:y|ies)|violat\\w*|abuse|breach|suspicious|fraud\\w*|kyc|terms of service|restricted access',
  '封禁|违规|敏感',
];

/** Beside a lack of money: or a plan lacks, or a lock is set, which a payment may not lift. */
export const DOUBT: readonly string[] = [
  'or (?:no|need an?|missing) (?:\\w+ )?(?:resource packages?|packages?|plans?|subscriptions?)',
  '(?:is|been|was) locked',
  '或(?:无|没有|无可用)?(?:可用)?(?:的)?(?:资源包|套餐|订阅)',
];

/** Who is calling is the matter. */
export const AUTH: readonly string[] = [
  '(?:invalid|incorrect|wrong|malformed|missing|unknown|bad|expired|revoked|no|unauthorized|provide)(?: \\w+){0,4}? (?:api ?keys?|key|credentials?|tokens?|auth\\w*|signature|bearer)',
  '(?:api ?key|key|token|credentials?)(?: \\w+){0,3}? (?:invalid|not valid|incorrect|expired|revoked|missing|not found|disabled|deleted)',
  'unauthori[sz]ed|unauthenticated|authenticat\\w*|permission(?: denied)?|forbidden|access denied|not whitelisted',
  '令牌无效|无效的(?:令牌|密钥)|未授权|鉴权|认证|密钥无效|令牌(?:不存在|已过期|验证)|无权|签名|key过期',
];

/** The server's own trouble. */
export const TROUBLE: readonly string[] = [
  'overload\\w*|internal (?:server )?error|unavailable|maintenance|bad gateway|time(?:d)? ?out|no healthy|connect error',
  'reconcil\\w*|syntax ?error|not found|does not exist|decommission\\w*|deprecated|content (?:filter|policy|management)',
  '维护|超时|不存在|繁忙|负载',
];

const MATTER = [...FUNDS, ...BUDGET, 'insufficient|out of|billing|quota|payment'].join('|');

/** Said in order to say that it is not so, or as a rule for all: taken out before anything is read. */
export const UNSAID: readonly string[] = [
  `(?:not (?:a |an |due to |because of |caused by |related to |about |from )|unrelated to |no (?:problem|issue) with |isn't (?:a |an |about |due to )|rather than |instead of )[^\\n]{0,12}?(?:${MATTER})(?: (?:problem|issue|error|balance|credits?|funds))?`,
  '(?:并非|不是|并不是|非|与|和)(?:因为|由于)?(?:您的|你的|账户)?(?:余额|额度|欠费|充值)(?:不足)?(?:无关|问题|导致|引起|所致)?',
  '(?:no|nothing) ?(?:credits?|funds|tokens|charges?|balance|amount|money)? ?(?:were|was|have been|has been|will be|is|are) (?:charged|deducted|consumed|used|billed|debited)',
  '(?:余额|额度|quota|balance|credits?)\\s?(?:is |are )?(?:充足|足够|正常|sufficient|fine|ok|okay|enough|healthy|unaffected|not affected)',
  '(?:your )?(?:account )?(?:balance|quota|credits) (?:is|are|was|were) (?:not|un)(?: been)? ?(?:affected|touched|charged|deducted)',
  '\\((?:e ?\\.?g\\.?|for example|such as|like)[^)\\n]{0,60}\\)',
  '(?:please )?(?:check|verify|review|see|monitor|confirm)(?: that)?(?: your)? (?:account )?(?:quota|usage|limits?)(?! (?:is|has|was))',
  '(?:please )?check your plan(?: and billing)?(?: details)?',
  'consider (?:using|upgrading|adding)[^\\n]{0,60}|without (?:warning|delay|notice|limits?)',
  '(?:请|建议)?检查(?:您的|你的)?(?:账户|配额|额度|余额)',
];
