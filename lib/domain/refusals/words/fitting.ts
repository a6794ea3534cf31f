/** Paid for in another way than this key, plan or model wants. */

const PAID =
  'paid|paying|premium|pro|professional|enterprise|higher|business|growth|scale|starter|standard|plus|max|payg';

/** By kind. */
export const FITTING_WORDS = {
  /** It says so outright: what is missing is the way of paying, even where money lacks too. */
  otherWay: [
    `(requires?|needs?)( \\w+){0,2} (${PAID}|usage based)( \\w+)? (balance|plans?|tiers?|subscriptions?|billing)`,
    'or needs? (a|an) (\\w+ )?(subscription|plan|membership)',
    'no ((?!or )\\w+ ){0,3}subscription|not subscribed',
    'free ?tier ?only',
    'usage not included|billing (is |has been )?disabled',
    '未(开通|订阅|购买|配置订阅)|没有(有效)?(订阅|购买)|无有效订阅|未开启后付费|无接口权限',
  ],
  /** Ways of being a customer: what they include, and who has which, differs. */
  plan: [
    'plans?|subscri(ptions?|bers?|bed?)|member ?ships?|tiers?|trials?|licen[sc]es?|entitle\\w*|packages?|premium',
    `(${PAID}|free|trial|upgraded)[ -](\\w+ )?(accounts?|users?|customers?|members?|features?|models?|endpoints?|only|add ?on|usage)`,
    `(on|for|in) (${PAID}|hobby|free)`,
    '(extra|pay[ -]as[ -]you[ -]go|on demand|overage)( usage| billing)?',
    '套餐|会员|订阅|付费|授权|等级|vip|(免费|企业|专业|高级)(版|用户|账户)|(体验|试用)(版|期|用户|账[号户])|(赠送|免费|体验|代金)的?(额度|余额|积分|[金券])?|方案',
  ],
  /** What such a way is denied with, or asked for. */
  withheld: [
    "(not|\\w{2,6}n't|no|never|without|cannot|unable|missing|only|restricted|reserved|must|have to|need to)(?! (enough|sufficient|more|longer than))",
    'requires?|required|needs?|needed|(un)?available|inactive|support\\w*|ended|cancell?ed|lapsed|invalid|over|expired|limited to|gated',
    '不(支[持援]|包含|可|能|足)|未|仅|只|需要?|无效|无法|过期|到期|结束|失效|升级|开通|专[属享]',
  ],
  /** How bills are settled: to be set up first. */
  till: ['payment (method|information|details?|source|instrument)|billing( account)?|credit card|card on file'],
  /** That it is not set up. */
  notSetUp: [
    '(set ?up|enabled?|configured?|activated?|add|attach|link(ed)?|provide|enter|needs?|no|not|valid|without|missing|verify|gated|never|disabled|required?|needed|invalid|expired|absent|inactive)',
  ],
  /** Kinds of billing by name, and the rest that fits no pair of words. */
  unfitting: [
    '(free|welcome|trial|promo\\w*|bonus) credits? (\\w+ ){0,3}?(restricted|only|cannot|not)',
    '(billing|payment) (type|mode|method|model)( \\w+){0,4} (mismatch|not|different|unsupported|conflict)',
    'upgrade( \\w+){0,5}? to (access|use|unlock|enable|call)|upgrade required|licc ?(limit|check)',
    '(commodity|product|service|package|resource)s? (has |have |is )?not (been )?(yet )?purchased|service (has )?expired|per[ -](request|token) (billing|models?|keys?)',
    '服务已?(到期|过期)|请先?开通|按次(计费)?|按量(计费|付费)?|包月|计费(方式|类型|模式)|未(绑定|设置)|下单购买',
  ],
} satisfies Record<string, readonly string[]>;
