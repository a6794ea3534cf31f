/** Paid for in another way than this key, plan or model wants. */

const PAID = 'paid|premium|pro|professional|enterprise|higher|business|growth|scale|starter|standard|plus|max|payg';
const NOT = "(not|n't|no longer)";

/** It says so outright: what is missing is the way of paying, even where money lacks too. */
export const OTHER_WAY: readonly string[] = [
  `(model|feature|endpoint|it|resource|data|api|call|request)s? (only )?(requires?|needs?)( \\w+){0,2} (${PAID}|usage based)( \\w+){0,2} (balance|plans?|tiers?|subscriptions?|accounts?|billing)`,
  'or needs? (a|an) (\\w+ )?(subscription|plan|membership)',
  'no ((?!or )\\w+ ){0,3}subscription|not subscribed|subscription (is )?(required|needed|missing|not found)',
  '(postpaid|pay[ -]as[ -]you[ -]go|overage) (billing |usage )?(is )?not enabled|free ?tier ?only',
  'usage not included',
  '(subscription|membership) (is )?(inactive|not active)',
  '未(开通|订阅|购买|配置订阅)|没有(有效)?(订阅|购买)|无有效订阅|未开启后付费|无接口权限',
];

/** It may be meant so; a lack of money that is said beside it says more. */
export const UNFITTING: readonly string[] = [
  '(subscribers?|(paid|paying|premium|pro) (users?|accounts?|customers?|members?)) only|only (available )?(to|for) (\\w+ )?(subscribers|customers)|paying (customers|users)',
  '(free|welcome|trial|promo\\w*|bonus) credits? (\\w+ ){0,3}?(restricted|only|cannot|not)',
  '(subscription|membership|plan)( has been| was| is)? (cancell?ed|lapsed)',
  "requires billing|billing (to be|is) (required|enabled)|(plan|tier) (not (supported|allowed)|required)|(free|trial) (accounts?|users?|plans?|tiers?) (cannot|can't)",
  '(set ?up|enable|configure|activate|add|attach|link|provide|enter|no|valid|without|missing|verify)( \\w+){0,6}? (payment (method|information|details?|source)|billing( account)?|credit card|card on file)',
  '(invalid|expired) payment (method|source|instrument)|payment (method|source|instrument) (is |was )?(required|needed|not|must be|invalid|expired)',
  `billing (is |has )?(${NOT}|never)( been)? (enabled|set|active|configured|activated)|billing (not|disabled|required)`,
  'billing account( \\w+){0,4} (not found|missing|absent)',
  `(requires?|needs?|only|available|reserved|limited)( \\w+){0,6}? (${PAID}|upgraded)( \\w+){0,2}? (plans?|tiers?|subscriptions?|accounts?|users?|customers?|members?|member ?ship|subscribers?)`,
  '(requires?|needs?|only|available|reserved|limited)( \\w+){0,6}? (active|valid|monthly)( \\w+){0,2}? (plans?|tiers?|subscriptions?|member ?ship|subscribers?)',
  '(paid|premium)[ -]only|only (for )?(paid|premium)|(is|are) (an? )?(paid|premium|pro|enterprise|business) (feature|model|endpoint|add ?on)s?',
  `(plan|subscription|tier|package|licen[sc]e|membership|account type)( \\w+){0,3}? (does|do|is|are|has|can)( ?${NOT}) (\\w+ ){0,3}?(includ|cover|support|allow|permit|entitled|access|authori[sz]ed|available|enabled|eligible)`,
  `(not|n't) (\\w+ ){0,3}?(available|included|supported|covered|allowed|enabled|offered|accessible|part of)( \\w+){0,4}? (plan|subscription|tier|free|trial|package)`,
  '(no|without|missing|expired)( \\w+)? (active |valid |current |paid )?(subscriptions?|memberships?|plan|entitlement)',
  '(subscription|membership|plan|license|trial)( period)? (is |has )?(expired|inactive|ended|over)',
  "(not|n't) (on|in) (this|your|the current) (\\w+ )?(plan|tier|subscription)",
  '(extra|pay[ -]as[ -]you[ -]go|on demand|overage)( usage| billing)?( is| must be| needs to be)? (required|needed)',
  'upgrade( \\w+){0,5}? to (access|use|unlock|enable|call)|upgrade required|plan upgrade|upgrade your (api )?plan for',
  '(billing|payment) (type|mode|method|model)( \\w+){0,4} (mismatch|not|different|unsupported|conflict)',
  `(free|trial)( (tier|plan|trial|account|user|api)s?)?( access)?( \\w+){0,2}? (is |are )?(${NOT}|cannot|can't|unable|restricted)( \\w+){0,2} (available|supported|allowed|entitled|access)`,
  'licc ?(limit|check)',
  '(commodity|product|service|package|resource)s? (has |have |is )?not (been )?(yet )?purchased',
  '(must|need to|have to|please) (be )?subscribed? to|not in (your )?plan|for (the )?(\\w+ )?plan only',
  'requires? (pro|premium|paid)|service expired|per[ -](request|token) (billing|models?|keys?)',
  "not entitled|you('re| are) on the (\\w+ ){1,2}plan|(access to|use) (paid|premium|pro) (models?|features?|endpoints?)",
  '等级不足|(体验|试用)(账[号户]|用户|版)(不|无法|不能)',
  '升级(您的|你的)?(套餐|会员|版本)|服务已?(到期|过期)|请先?开通|(赠送|免费|体验)(的)?(额度|余额|积分|金)?(不可|不能|仅|无法|只能)|会员专[属享]',
  '按次(计费)?|按量(计费|付费)?|包月|计费(方式|类型|模式)|未(绑定|设置)|(订阅|套餐|会员|授权)(额度)?(无效|已?(过期|到期|失效))',
  '套餐(不支持|不包含|未包含|暂未|不可用)|(仅|只)(支持|限)?(付费|会员|订阅|vip)|需要(付费|会员|订阅)',
  '(升级|开通)(到|至|为)?(付费|会员|更高|订阅|vip|专业|高级)|免费(版|用户|账户|套餐)(不|无法|不能)|下单购买',
];
