/** Limits that are no lack of money: of speed, of machines, of size; and the spans that limits are counted in. */

/** By kind. */
export const LIMITS_WORDS = {
  /** Too fast, not too poor. */
  rate: [
    'rate[ -]?limit\\w*|ratelimit\\w*|throttl\\w*|slow down|rate (exceeded|quota|increased)|over rate',
    'too many(?! (failed|items|files|open))( (requests|concurrent|calls|connections|attempts|tokens))?|too (fast|quickly|frequent\\w*)',
    'per[ -](second|minute|hour|day|min|sec)|[rt]p[mdsh]|[a-z]{0,3}qp[sm]',
    'concurren(cy|t)|threads?|workers?|frequen(cy|t\\w*)|throughput limit|cool ?down|flood\\w*|burst\\w*|high (demand|traffic|load)|excessive (requests|usage)|(queue|pool) full|queued|is full|too much request',
    '(daily|hourly|minute|day) (\\w+ )?(limit|request|quota|cap)\\w*',
    'resource (has been )?exhausted|(over|query) (query )?limit|capacity limit|business limit|day limit',
    '速率|限流|流控|频[率繁次]|同时|过快|并发|请求过多|请求数过多|请求太多|太快|每(分钟|秒|小时|天|日)|稍后(再试|重试)|限速|冷却|次/分|(今日|日|每天)\\S{0,8}上限|限量',
  ],
  /** Too fast, in so many words. */
  tooMany: ['too many requests|rate ?limit\\w*|throttl\\w*|concurren(cy|t)|threads?|qps|并发'],
  /** A span that time alone lifts soon. */
  soon: [
    'daily|hourly|minutely|day|hour|minute|second|(?<!(context|input|attention|token) )window(?! ?type)|backoff|for now',
    '[\\d.]+[ -]?h(ours?)?|5h',
    '每日|每天|今[日天晚]|[日天](配额|限额)|小时|分钟|当日|明天|明日|qps',
  ],
  /** Given anew every day: no money, though it is counted like it. */
  dailyFunds: [
    '(daily|hourly) (\\w+ )?(credits?|points|balance)',
    '(每日|每天|今日|当日)(的)?(免费|赠送)?(的)?(积分|点数|算力|余额)',
  ],
  /** A moment that time alone reaches soon. */
  soonAt: ["tomorrow|midnight|tonight|today('s)?|\\d{1,2}(:\\d\\d)? ?[ap]m"],
  /** A span that what was paid for is counted in. */
  period: [
    'billing (period|cycle)|monthly|month|weekly|week|per month|annual|yearly|lifetime|total',
    '本月|当月|月度|每月|每周|总量',
  ],
  /** Come back in a moment. */
  later: [
    '(re)?try (again )?(later|shortly|soon|in a (moment|few|while))',
    'temporar\\w*|in a moment|please wait',
    '稍后|请稍候|请等待',
  ],
  /** What machines and rights are counted in: no money, however short. */
  machines: [
    '(?<!monthly )capacity|deployments?|instances?|v?cpus?|gpus?|cores?|region\\w*|nodes|clusters?|namespace|provisioning',
    'pods?|compute resources|policies|per account|number of (?!(\\w+ )?(requests|calls|queries|searches|messages|tokens|credits|characters))\\w+|api keys',
    '[a-z]{1,20}\\.count|rooms?|droplets?|servers?|webhooks?|domains?|disk|storage|memory|space|mailbox|seats|bandwidth|concurrent (jobs|builds)',
    'permissions?|scopes?|privileges?|roles?|data|evidence|information|stock|context',
    '部署|gpu|算力资源|存储|内存|磁盘|权限|库存|并发',
  ],
  /** A limit of somebody's, or a lack, before it is known of what. */
  limits: ['quotas?|capacity|limits?|insufficient|maximum|配额|资源不足|空间不足'],
  /** Too long for the model. */
  size: [
    'context (length|window|size|limit)|maximum context|model limit|input length|(?<!monthly )character limit',
    'too long|too large|parameters?|max(imum)? (\\w+ )?(tokens|length|size|file)|max tokens|(?<!daily |monthly |weekly )token limit',
    '上下文|长度|超长',
  ],
} satisfies Record<string, readonly string[]>;
