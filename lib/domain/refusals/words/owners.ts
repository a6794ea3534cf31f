/** Whose money or limit it is. */

export const GROUP: readonly string[] = ['groups?|group ratio', '分组'];

export const SUBSCRIPTION: readonly string[] = [
  'subscription|(coding|token|your|current|free|this) plan|plan limits?|membership|monthly (quota|limit)',
  '订阅|套餐|包月',
];

/** By kind. */
export const OWNERS_WORDS = {
  /** The other side's own account at its supplier. */
  supplier: [
    "upstream|supplier|(the )?provider('s)? (account|returned|balance|credits|billing|has|is|api|error)",
    "vendor('s)?|back ?end (account|provider)|channel",
    '渠道|上游|供应商|站点余额|服务商|通道',
  ],
  /** One key alone, or one user or session under it. A "token" is a key only where its own quota is spoken of. */
  key: [
    "(api|virtual|access|secret|this|your|the|new|user|auth) ?keys?('s)?|keys?(?= )",
    'token (remain|budget|credit|balance|spend)\\w*|consume token quota|token status',
    'quota for entity|end ?user|session|agent|customer budget',
    '令牌|密钥|api ?key|apikey|子账[户号]|秘钥',
  ],
  /** What a key has of its own to spend. */
  keyFunds: [
    "(key|token)('s| has (insufficient|no)) (quota|balance|credits?)",
    '(令牌|密钥)(的)?(剩余|可用)?(余额|额度)',
  ],
  /** An organisation, or part of one, as its own keeper of limits. */
  organization: [
    'org(ani[sz]ation)?s?|workspaces?|projects?|teams?|groups?|compan(y|ies)|tenants?|departments?',
    'global|platform|house',
    'members?|seats?|admins?(istrators?)?|enterprise',
    '组织|企业|团队|项目|工作区|空间|部门|分组|租户|成员|管理员',
  ],
  /** What may be stopped as a whole. */
  account: [
    'account|user|consumer|organi[sz]ation|workspace|team|project|customer|services?|subscription|plan',
    'wallet|balance|credits?|funds',
    '账户|账号|帐号|用户|服务|余额|资金|额度|组织|业务|订阅',
  ],
  /** Stopped, whatever is in it. */
  halted: [
    'suspend\\w*|frozen|freez\\w*|on hold|barred|halted|paused|terminated|good standing',
    '冻结|停用|停机|停服|暂停|关停',
  ],
  /** Stopped for money only where the rest speaks of it: people and keys are switched off for many reasons. */
  shut: [
    'locked|lock|not active|inactive|(is |been )?(de|in)activated|(is |been )?disabled|disabled (account|subscription)',
    'under review|risk',
    '锁定|风控|异常|未激活|受限|审核',
  ],
} satisfies Record<string, readonly string[]>;
