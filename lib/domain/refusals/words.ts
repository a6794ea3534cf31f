/*
 * What words mean in error texts, English and Chinese: nouns and what is said of them, never whole sentences. All is
 * matched against one line of lower-case text (`unwrapError`), names for machines included, so that word order, provider
 * and envelope do not matter.
 */

/** What is paid with, and nothing else. */
const FUNDS =
  'balances?|credits?|billing (?:hard |soft )?limit|funds?|wallet|money|prepa(?:id|yments?)|deposits?|top ?up amount|diem|coins?|points?|neurons|purse|余额|点数|积分|资金|金币|算力|钱|资源包|储值|代币余';
/** What is counted in a plan, and is paid with only where the rest says so. */
const ALLOWANCE =
  'quotas?|allowances?|allotments?|usage (?:limits?|quotas?)|plan limits?|额度|配额|次数|用量|流量包|字数|资源包';
/** What somebody set as the most that may be spent. */
const BUDGET =
  'budgets?|(?:spend(?:ing)?|cost|expense|usd|dollar) (?:hard |soft |monthly |daily )?(?:limits?|caps?|thresholds?|quotas?|controls?)|(?:spend|usage|monetary|max(?:imum)? (?:spend|cost))(?:ing)? ?(?:limit|cap)s?|max ?budget|预算|(?:消费|消耗|支出|花费|费用|限定)(?:上限|限额|额度|限制)|限额|用量上限|使用上限|(?:消费|消耗|支出|花费|费用|用量|使用量)(?:金额|额度)?(?=已?(?:达|超|满))';

/** Not there, or not enough of it. */
const LACKS =
  "insufficient(?:ly)?|inadequate|not (?:have |having )?(?:enough|sufficient|adequate)|(?:do|does|did|has|have)(?:n't| not) (?:have )?(?:enough|sufficient|any(?! longer)|adequate)|exhaust\\w*|deplet\\w*|drained|r[au]n(?:ning)? (?:out|dry)|used (?:up|all)|all (?:of )?(?:your |the )?(?:\\w+ ){0,3}(?:used|consumed|spent)|consumed|fully (?:used|spent|consumed)|out of|too low|is low|low|negative|empty|short(?:age|fall)?|none|below|(?:less|lower|smaller) than|under|needs? (?:at least|more)|requires? more|(?:can|could) (?:only|not|'t|no longer) ?afford|cannot afford|can't afford|unable to (?:cover|pay|deduct)|(?:can|could|does|do|is)(?:not|n't| not) (?:be )?(?:cover|pay|able to pay)|nothing left|expired|0(?:\\.0+)? (?:\\w+ )?(?=remain|left|avail)|[=:]\\s?\\$?-?0(?:\\.0+)?(?!\\.?\\d)|is \\$?-?0(?:\\.0+)?(?!\\.?\\d)|不足|用尽|用完|用光|耗尽|不够|为\\s?[零0负]|已空|缺|低于|小于|少于|透支|不支持支付|见底|归零|花完|到期|过期";
/** Went past a bound. */
const EXCEEDS =
  'exceed\\w*|reached|over(?:drawn|run|age)?|past|surpass\\w*|hit|beyond|met|above|maxed|blocked by|limited by|used up|all used|consumed|expired|enforced|超出|超过|超额|超限|达到|已达|达上限|已满|触发|到达|超';

/** Beginning and end of a word; Chinese has none. */
const word = (words: string) => `(?:(?<![a-z])(?:${words})(?![a-z]))`;
const any = (words: string) => new RegExp(word(words), 'g');

/** Said in order to say that it is not so, or as a rule for all: taken out before anything is read. */
export const UNSAID = new RegExp(
  [
    `(?:\\bnot (?:a |an |due to |because of |caused by |related to |about |from )|\\bunrelated to |\\bno (?:problem|issue) with |\\bisn't (?:a |an |about |due to )|\\brather than |\\binstead of )[^\\n]{0,12}?${word(`insufficient|out of|${FUNDS}|${BUDGET}|billing|quota|payment`)}(?: (?:problem|issue|error|balance|credits?|funds))?`,
    `(?:并非|不是|并不是|非|与|和)(?:因为|由于)?(?:您的|你的|账户)?(?:余额|额度|欠费|充值)(?:不足)?(?:无关|问题|导致|引起|所致)?`,
    `\\bno (?:credits?|funds|tokens|charges?|balance|amount|money)? ?(?:were|was|have been|has been|will be|is|are) (?:charged|deducted|consumed|used|billed|debited)`,
    `(?:余额|额度|quota|balance|credits?)\\s?(?:is |are )?(?:充足|足够|正常|sufficient|fine|ok|okay|enough|healthy|unaffected|not affected)(?![a-z])`,
    `\\b(?:your )?(?:account )?(?:balance|quota|credits) (?:is|are|was|were) (?:not|un)(?: been)? ?(?:affected|touched|charged|deducted)`,
    `\\((?:e ?\\.?g\\.?|for example|such as|like)[^)\\n]{0,60}\\)`,
    `\\b(?:please )?(?:check|verify|review|see|monitor|confirm)(?: that)?(?: your)? (?:account )?(?:quota|usage|limits?|balance)(?! (?:is|has|was))`,
    `\\bconsider (?:using|upgrading|adding)[^\\n]{0,60}|\\bwithout (?:warning|delay|notice|limits?)`,
    `(?:请|建议)?检查(?:您的|你的)?(?:账户|配额|额度|余额)`,
  ].join('|'),
  'g',
);

/** What each word is about; one that is about several things is in several. */
export const WORDS = {
  funds: any(FUNDS),
  allowance: any(ALLOWANCE),
  budget: any(BUDGET),
  spend: any('spend\\w*|budgets?|costs?|消费|预算|费用'),
  ownBudget: any('budgets?|预算'),
  lacks: any(LACKS),
  /** Said together: "no usable credits". */
  noFunds: any(
    `(?:no|zero|without|lacks?|lacking|out of|missing|any) (?:\\w+ ){0,3}?(?:${FUNDS})(?! (?:method|required|details|information|info))|(?:无|没有|没|缺少)(?:可用|剩余|足够|任何|有效)?的?(?:${FUNDS}|额度|配额)|[1-9]\\d* ?(?:${FUNDS}) short`,
  ),
  /** What a plan counts, where it is all used. */
  units: any(
    'characters?|searches|minutes|tokens?|requests?|calls?|messages?|generations?|images|pages|次数|字符|tokens?包',
  ),
  gone: any(
    'r[au]n out|running out|used up|used all|no (?:more )?\\w+ (?:left|remaining)|out of|all used|exhausted|depleted|用完|用尽|耗尽|用光',
  ),
  bound: any('limits?|caps?|上限|限额'),
  exceeds: any(EXCEEDS),
  /** Words of payment at all. */
  money: any(
    `${FUNDS}|billing|payments?|paid|purchase|recharg\\w*|top(?:ping)?[ -]?up|upgrade|plans?|subscri\\w*|spend\\w*|arrears?|arrearage|overdue|invoices?|current quota|insufficient (?:user )?quota|充值|续费|付费|欠费|套餐|额度不足|账单|扣费|预扣|用户额度|缴费`,
  ),
  topUp: any(
    'recharg\\w*|top(?:ping)?[ -]?up|(?:add|buy|purchase|refill|reload|deposit|get)(?:ing)?(?: some| more| additional| extra)?(?: \\w+)? (?:credits?|funds?|balance|money|usage)|充值|续费|购买|缴费|充点|储值|买',
  ),
  paymentRequired: any('payment (?:is )?(?:required|needed|necessary)|需要付费|需付费|请付费|请先支付'),

  /** The account is not served, whatever is in it. */
  account: any(
    'account|user|organi[sz]ation|workspace|team|customer|wallet|balance|credits?|funds|账户|账号|帐号|用户|服务|余额|资金|额度|组织',
  ),
  halted: any(
    'suspend\\w*|locked|lock|frozen|freez\\w*|on hold|held|not active|inactive|(?:is |been )?(?:de|in)activated|disabled|restricted|halted|paused|closed|terminated|good standing|under review|risk|blocked|delinquent|冻结|停用|停机|停服|锁定|暂停|禁用|关停|被封|风控|异常|未激活|受限|审核',
  ),
  /** Bills are open. */
  arrears: any(
    "arrears?|arrearage|overdue|past due|unpaid (?:invoice|bill|balance|amount)s?|outstanding (?:invoice|bill|balance|payment|amount)s?|delinquent|(?:payment|charge|invoice) (?:has |have )?(?:failed|been declined|is late)|failed payments?|(?:settle|pay) (?:your |the |any )?(?:outstanding|overdue|unpaid|open)[^\\n]{0,20}|owes?|debts?|(?:(?:could|can|would)(?: not|not|n't)|unable to|failed to|failure to) (?:collect|charge|process|pay)(?: \\w+){0,3}? (?:payments?|invoices?|bills?|card)|欠费|欠款|逾期|未结清|未支付(?:的)?账单|拖欠",
  ),

  /** Paid for in another way than this key, plan or model wants. */
  unfitting: any(
    [
      '(?:set ?up|enable|configure|activate|add|attach|link|provide|enter|no|valid|without|missing|update)(?: a| an| your| any| the| valid)*(?: \\w+){0,2}? (?:payment (?:method|information|details?|source|instrument)s?|billing(?: account| information| details?| info)?|credit card|card on file)',
      'payment (?:method|source|instrument) (?:is |was )?(?:required|missing|needed|not)',
      "billing (?:is |has )?(?:not|n't|never)(?: been)? (?:enabled|set|active|configured|activated)|billing (?:account )?(?:is )?(?:disabled|not found|missing|required|disabled)|billing (?:not|disabled|required)",
      '(?:requires?|needs?|only|available|reserved|limited)(?: \\w+){0,6}? (?:paid|premium|pro|enterprise|higher|upgraded|business|growth|team|scale|starter|standard|plus|max|active|valid|monthly|payg|pay as you go)(?: \\w+){0,2}? (?:plans?|tiers?|subscriptions?|accounts?|users?|customers?|members?|members?hip|subscribers?)',
      '(?:paid|premium) only|only (?:for )?(?:paid|premium)|(?:is|are) (?:a )?(?:paid|premium) (?:feature|model|endpoint|add ?on)s?',
      "(?:plan|subscription|tier|package|license|licence|membership|account type|key)(?: \\w+){0,3}? (?:does|do|is|are|has|can)(?: not|n't|not)(?: \\w+){0,4}? (?:include|included|cover|covered|support|supported|allow|allowed|have access|eligible|permit|permitted|entitled|access|authori[sz]ed|available|enabled)",
      "(?:not|n't) (?:\\w+ ){0,3}?(?:available|included|supported|covered|allowed|enabled|offered|accessible|part of)(?: \\w+){0,4}? (?:plan|subscription|tier|free|trial|package)",
      '(?:no|without|missing|need an?|requires? an?|not have an?|expired)(?: \\w+)? (?:active |valid |current |paid )?(?:subscriptions?|memberships?|plan|entitlement)',
      '(?:extra|pay as you go|on demand|overage)(?: usage| billing)?(?: is| must be| needs to be| not)? (?:required|enabled|needed|disabled)',
      'upgrade(?: \\w+){0,5}? to (?:access|use|unlock|enable|call|continue using)|upgrade required|plan upgrade|(?:not|free)(?: \\w+){0,2} entitled',
      '(?:per|pay per|by)[ -](?:request|call|use|token)(?:[ -](?:billing|key|only|priced?))+|billing (?:type|mode|method|model)(?: \\w+){0,4} (?:mismatch|not|different|unsupported|conflict)|(?:billing|payment) (?:method|mode|type) (?:mismatch|not supported|unsupported)|requires? (?:usage|token|request) based (?:billing|pricing)',
      '按次(?:计费)?|按量(?:计费|付费)?|包月|计费(?:方式|类型|模式)|未(?:开通|订阅|购买|配置订阅|绑定|设置)|订阅(?:额度)?(?:不足|无效|已过期|过期)|没有(?:有效)?订阅|无有效订阅|套餐(?:不支持|不包含|未包含|暂未|不可用)|(?:仅|只)(?:支持|限)?(?:付费|会员|订阅|vip)|(?:升级|开通)(?:到|至|为)?(?:付费|会员|更高|订阅|套餐|vip|专业|高级)|需要(?:付费|会员|订阅)|免费(?:版|用户|账户|套餐)(?:不|无法|不能)',
      "subscription(?: is)? (?:required|needed|not found|missing|inactive)|not (?:a )?subscribe[dr]|free (?:tier|plan|trial|account|user)s?(?: \\w+){0,4}? (?:not|n't|cannot|can't|unable|restricted|no longer|unavailable)",
      'purchase(?:d)? (?:a )?(?:subscription|plan|license)|feature not (?:enabled|available)',
    ].join('|'),
  ),

  /** There is nothing that could pay in the way that is asked for. */
  unsubscribed: any(
    '(?:no|without|not have an?|missing)(?: \\w+)? (?:active |valid |current |paid )?(?:subscriptions?|memberships?)|subscription(?: is)? (?:required|needed|not found|missing|inactive)|未(?:开通|订阅|配置订阅)|没有(?:有效)?订阅|无有效订阅',
  ),
  /** Whose limit it is. */
  key: any(
    '(?:api|virtual|access|secret|this|your|the|new|user|auth) ?keys?|key (?:limit|budget|quota|total|spend|credit|monthly|daily|weekly|usage|has|is|exceed\\w*|level)|keys?(?= )|token (?:quota|budget|credit|balance|remain|spend)\\w*|quota for entity|end ?user|令牌|密钥|api ?key|apikey|子账户|秘钥',
  ),
  organization: any(
    'org(?:ani[sz]ation)?s?|workspaces?|projects?|teams?|groups?|compan(?:y|ies)|tenants?|departments?|members?|seats?|admins?(?:istrators?)?|enterprise|组织|企业|团队|项目|工作区|空间|部门|分组|租户|成员|管理员',
  ),
  group: any('groups?|分组|group ratio'),
  /** The other side's own account is empty. */
  supplier: any(
    "upstream|supplier|(?:the )?provider(?:'s)? (?:account|returned|balance|credits|billing|has|is|api)|vendor(?:'s)?|back ?end (?:account|provider)|channel|渠道|上游|供应商|站点余额|服务商|通道",
  ),
  subscription: any('subscription|订阅|套餐|coding plan|包月|membership'),

  /** Money is held for calls that still run. */
  running: any(
    'in[ -]?flight|(?:concurrent|parallel|pending|other|ongoing|outstanding|unfinished|active) (?:\\w+ )?(?:requests|calls|jobs|tasks)|still running|(?:requests|calls|jobs|tasks)(?: \\w+){0,3}? (?:running|pending|in progress|unfinished)|进行中|正在(?:处理|运行|进行)|未完成|执行中|其他请求|并发请求',
  ),
  holds: any(
    'held|hold|holds|holding|reserv\\w*|set aside|allocated|tied up|committed|earmarked|预扣|占用|冻结|预留|锁定',
  ),

  /** Less would have gone through. */
  tooBig: any(
    '(?:this|the|your|current|single|each)? ?(?:request|prompt|call|job|task|generation|query|operation|crawl|batch|run|it|messages?)(?: \\w+){0,2}? (?:requires?|needs?|exceeds?|costs?|would|estimated|is estimated|has a cost)|(?:fewer|lower|reduce|decrease|smaller|less|shorten)(?: \\w+){0,3}? (?:tokens?|max tokens|prompts?|requests?|size|limit|pages|limits?|output|input|context)|(?:only|max(?:imum)?) afford\\w*|can afford|pre ?-?consume\\w*|预扣(?:费)?|本次(?:请求|调用)?|最多(?:可|只)|缩短|减少|reserve|estimated (?:cost|price)|cost of this',
  ),

  /** Too fast, not too poor. */
  rate: any(
    'rate[ -]?limit\\w*|ratelimit\\w*|too many (?:requests|concurrent|calls|connections|attempts|tokens)|too many|throttl\\w*|slow down|requests? per|tokens? per|per[ -](?:second|minute|hour|day|min|sec)|[rt]p[mdsh]|qp[sm]|concurren(?:cy|t)|excessive (?:requests|usage)|request limit|rate (?:exceeded|quota)|too fast|too quickly|too frequent\\w*|frequency|burst|high (?:demand|traffic|load)|(?:daily|hourly|minute) (?:limit|request|quota|cap)\\w*|requests? (?:limit|count|quota) exceeded|resource (?:has been )?exhausted|速率|限流|频率|频繁|过快|并发|请求过多|请求数过多|请求太多|太快|每(?:分钟|秒|小时|天|日)|稍后(?:再试|重试)|限速|次/分|rpm|tpm',
  ),
  tooMany: any('too many requests|rate ?limit\\w*|throttl\\w*'),
  /** A bound that time alone lifts soon. */
  soon: any(
    '(?:daily|hourly|minutely|day|hour|minute|second|per (?:\\w+ ){0,1}(?:minute|second|hour|day|min|sec)|window|backoff|weekly|week|[\\d.]+ ?h(?:ours?)?|5h)|每日|每天|今日|小时|分钟|每周|当日|明天',
  ),
  period: any('billing (?:period|cycle)|monthly|per month|this month|本月|当月|月度'),
  long: any("billing (?:period|cycle)|annual|yearly|plan(?:'s)?|lifetime|trial|free tier|每月|本月|当月|套餐|月度"),

  /** Somebody else's money. */
  customersCard: any(
    'card (?:declined|error|has|was|number)|declin\\w*|cardholder|your card|issuer|bank (?:account|declined)|transfer|payout|charge id|recipient|sender|银行卡|收款|转账',
  ),
  /** No lack of money, whatever else is said. */
  limits: any('quotas?|capacity|limits?|insufficient|配额'),
  machines: any(
    'capacity|deployments?|instances?|vcpus?|cpus?|gpus?|region|disk|storage|memory|permissions?|scopes?|privileges?|nodes|clusters?|volumes?|space|seats|concurrent (?:jobs|builds)|data|evidence|部署|存储|内存|磁盘|权限',
  ),
  auth: any(
    '(?:invalid|incorrect|wrong|malformed|missing|unknown|bad|expired|revoked|no|unauthorized|provide)(?: \\w+){0,4}? (?:api ?keys?|key|credentials?|tokens?|auth\\w*|signature|bearer)|(?:api ?key|key|token|credentials?)(?: \\w+){0,3}? (?:invalid|not valid|incorrect|expired|revoked|missing|not found|disabled|deleted)|unauthori[sz]ed|unauthenticated|authenticat\\w*|permission(?: denied)?|forbidden|access denied|令牌无效|无效的(?:令牌|密钥)|未授权|鉴权|认证|密钥无效|令牌(?:不存在|已过期|验证)|无权',
  ),
  size: any(
    'context (?:length|window|size|limit)|maximum context|too long|too large|max(?:imum)? (?:\\w+ )?(?:tokens|length|size|file)|input length|上下文|长度',
  ),
  trouble: any(
    'overload\\w*|internal (?:server )?error|unavailable|maintenance|bad gateway|time(?:d)? ?out|no healthy|connect error|syntax ?error|parse|not found|does not exist|decommission\\w*|deprecated|no longer supported|content (?:filter|policy|management)|safety|moderat\\w*|violat\\w*|terms of service|unsupported|无可用渠道|维护|超时|不存在|违规|敏感|繁忙|负载',
  ),
} as const satisfies Record<string, RegExp>;

export type WordKind = keyof typeof WORDS;
