/** Words for what calls are paid with, and for the ways of paying. All lower case, simplified; matched as whole words. */

/** What is paid with, and nothing else. */
export const FUNDS: readonly string[] = [
  'balances?',
  '(api |prepaid |usage |free )?credits?',
  'credit limit',
  'billing (hard |soft )?limit',
  'fund(s|ing)?',
  'wallet',
  'money',
  'prepa(id|yments?)',
  'deposits?',
  'diem|coins?|points?|neurons|purse',
  '(available|account|remaining) amount',
  '余额|点数|积分|资金|金币|算力(?!资源)|点券|钱|资源包|储值|代币余额',
];

/** What somebody set as the most that may be spent. */
export const BUDGET: readonly string[] = [
  'budgets?|max ?budget',
  '(spend(ing)?|cost|expense|usd|dollar) (hard |soft |monthly |daily )?(limits?|caps?|ceilings?|thresholds?|quotas?)',
  '(?<!billing )hard limits?|(pay as you go|overage) limits?',
  "(max(imum)?|limit|cap) (\\w+ ){0,2}you( have|'ve)? (set|configured)",
  "set limit exceeded|set \\w+ limit|limits? you('ve| have)? set",
  'spend|(max(imum)?|your|monthly|daily) cost',
  '(hard|soft|spend(ing)?|billing) (caps?|ceilings?)|(organization|org|agent|key|user|team|project|workspace) (caps?|ceilings?)',
  '(organization|account|project|workspace) usage limit',
  '预算',
  '(消费|消耗|支出|花费|费用|限定)(金额|额度)?(上限|限额|限制|控制)|(消费|费用)(?=已?(达|超|满))',
];

/** What a plan counts, one by one. */
export const UNITS: readonly string[] = [
  'characters?|minutes|hours|seconds',
  'searches|requests?|calls?|queries|messages?|generations?|images|pages|lookups?|sessions?',
  'tokens?',
  '次数|字符|请求|调用量?',
];

/** By kind. */
export const MONEY_WORDS = {
  /** What is counted in a plan, and is paid with only where the rest says so. */
  allowance: [
    'quotas?',
    'allowances?|allotments?',
    'usage|usage (limits?|quotas?|caps?)',
    'plan limits?',
    'free tier',
    '额度|配额|次数|用量|流量包?|字数|限额|使用上限|限量',
  ],
  /** Words that make it a matter of payment at all. */
  paying: [
    ...FUNDS.filter((word) => word !== 'amount'),
    'billing|payments?|paid|purchase|recharg\\w*|top(ping)?[ -]?up|upgrade|plans?|subscri\\w*|spend\\w*',
    'arrears?|overdue|arrearage|invoices?',
    'current quota|insufficient (user )?quota',
    '充值|续费|付费|欠费|套餐|额度不足|账单|扣费|预扣|用户额度|缴费',
  ],
  /** What somebody is told to do who has too little. */
  topUp: [
    'recharg\\w*|top(ping)?[ -]?up',
    '(add|buy|purchase|refill|reload|deposit|get)(ing)?( some| more| additional| extra)?( \\w+)? (credits?|funds?|balance|money|usage)',
    'more credits|(add|deposit|put|load|transfer) (\\S+ ){1,3}(to|into|onto) (your|the) (\\w+ )?(balance|wallet|credits)',
    '充值|续费|购买|缴费|充点|储值|买',
  ],
  /** The phrase of status 402, or its meaning. */
  paymentRequired: [
    '(?<!x-)payment (is )?(required|needed|necessary)',
    'billing (error|issue)',
    '需要付费|需付费|请付费|请先支付',
  ],
  /** What a debt of the caller's own is said of. */
  ownBill: [
    'accounts?|subscriptions?|services?|billing|plans?|access|suspen\\w*|paused|organi[sz]ations?|workspace',
    '账户|账号|服务|订阅|停机|停服',
  ],
  /** A debt to whoever sells calls, whatever else is said. */
  owing: ['arrears?|arrearage|delinquent|non-?payment|payment (is |was )?overdue', '欠费|欠款|停机'],
  /** Bills are open, or payments failed. */
  arrears: [
    'arrears?|arrearage|overdue|past ?due|delinquent|owes?|debts?|dunning|(not|unable to|failed to) (collect|charge|process)( \\w+){0,2} (payment|invoice|card)',
    'unpaid|(bills?|invoices?) not paid|(outstanding|past) (invoice|bill|balance|payment|amount)s?|open (invoice|bill)s?',
    '(payment|charge|invoice)s? (has |have |is )?(failed|been declined|late|issues?|problems?)|failed payments?|failure to pay|non-?payment',
    '欠费|欠款|逾期|未结清|未支付(的)?账单|拖欠|业务停机',
  ],
} satisfies Record<string, readonly string[]>;
