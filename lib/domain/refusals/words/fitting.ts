/** Paid for in another way than this key, plan or model wants. */

const PAID = 'paid|premium|pro|professional|enterprise|higher|business|growth|scale|starter|standard|plus|max|payg';
const NOT = "(?:not|n't|no longer)";

/** It says so outright: what is missing is the way of paying, even where money lacks too. */
export const OTHER_WAY: readonly string[] = [
  `(?:model|feature|endpoint|it|resource|data|api|call|request)s? (?:only )?(?:requires?|needs?)(?: \\w+){0,2} (?:${PAID}|usage based)(?: \\w+){0,2} (?:balance|plans?|tiers?|subscriptions?|accounts?|billing)`,
  'or needs? (?:a|an) (?:\\w+ )?(?:subscription|plan|membership)',
  'no (?:\\w+ ){0,3}subscription|not subscribed|subscription (?:is )?(?:required|needed|missing|not found)',
  '(?:postpaid|pay as you go|overage) (?:billing |usage )?(?:is )?not enabled|free ?tier ?only',
  'usage not included',
  '未(?:开通|订阅|购买|配置订阅)|没有(?:有效)?订阅|无有效订阅|未开启后付费|无接口权限',
];

/** It may be meant so; a lack of money that is said beside it says more. */
export const UNFITTING: readonly string[] = [
  '(?:set ?up|enable|configure|activate|add|attach|link|provide|enter|no|valid|without|missing|verify)(?: \\w+){0,6}? (?:payment (?:method|information|details?|source)|billing(?: account)?|credit card|card on file)',
  'payment (?:method|source|instrument) (?:is |was )?(?:required|missing|needed|not)',
  `billing (?:is |has )?(?:${NOT}|never)(?: been)? (?:enabled|set|active|configured|activated)|billing (?:not|disabled|required)`,
  'billing account(?: \\w+){0,4} (?:not found|missing|required|absent|disabled in state absent)',
  `(?:requires?|needs?|only|available|reserved|limited)(?: \\w+){0,6}? (?:${PAID}|active|valid|monthly|upgraded)(?: \\w+){0,2}? (?:plans?|tiers?|subscriptions?|accounts?|users?|customers?|members?|member ?ship|subscribers?)`,
  '(?:paid|premium)[ -]only|only (?:for )?(?:paid|premium)|(?:is|are) (?:a )?(?:paid|premium) (?:feature|model|endpoint|add ?on)s?',
  `(?:plan|subscription|tier|package|licen[sc]e|membership|account type|key)(?: \\w+){0,3}? (?:does|do|is|are|has|can)(?: ?${NOT}) (?:\\w+ ){0,3}?(?:includ|cover|support|allow|permit|entitled|access|authori[sz]ed|available|enabled|eligible)`,
  `(?:not|n't) (?:\\w+ ){0,3}?(?:available|included|supported|covered|allowed|enabled|offered|accessible|part of)(?: \\w+){0,4}? (?:plan|subscription|tier|free|trial|package)`,
  '(?:no|without|missing|expired)(?: \\w+)? (?:active |valid |current |paid )?(?:subscriptions?|memberships?|plan|entitlement)',
  '(?:subscription|membership|plan|license|trial)(?: period)? (?:is |has )?(?:expired|inactive|ended|over)',
  "(?:not|n't) (?:on|in) (?:this|your|the current) (?:\\w+ )?(?:plan|tier|subscription)",
  '(?:extra|pay as you go|on demand|overage)(?: usage| billing)?(?: is| must be| needs to be)? (?:required|needed)',
  'upgrade(?: \\w+){0,5}? to (?:access|use|unlock|enable|call)|upgrade required|plan upgrade|upgrade your (?:api )?plan for',
  '(?:billing|payment) (?:type|mode|method|model)(?: \\w+){0,4} (?:mismatch|not|different|unsupported|conflict)',
  `(?:free|trial)(?: (?:tier|plan|trial|account|user|api)s?)?(?: access)?(?: \\w+){0,2}? (?:is |are )?(?:${NOT}|cannot|can't|unable|restricted)(?: \\w+){0,2} (?:available|supported|allowed|entitled|access)`,
  'feature not (?:enabled|available)|purchased? (?:a )?(?:subscription|plan|license)|licc ?(?:limit|check)',
  '按次(?:计费)?|按量(?:计费|付费)?|包月|计费(?:方式|类型|模式)|未(?:绑定|设置)|(?:订阅|套餐|会员|授权)(?:额度)?(?:无效|已?(?:过期|到期|失效))',
  '套餐(?:不支持|不包含|未包含|暂未|不可用)|(?:仅|只)(?:支持|限)?(?:付费|会员|订阅|vip)|需要(?:付费|会员|订阅)',
  '(?:升级|开通)(?:到|至|为)?(?:付费|会员|更高|订阅|vip|专业|高级)|免费(?:版|用户|账户|套餐)(?:不|无法|不能)|下单购买',
];
