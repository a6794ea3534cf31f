/** Errors that are no lack of money, and what speaks against it. */

/** Beside a lack of money: or a plan lacks, or a lock is set, which a payment may not lift. */
export const DOUBT: readonly string[] = [
  'or (no|need an?|missing) (\\w+ )?(resource packages?|packages?|plans?|subscriptions?)',
  '(is|been|was) locked',
  '或(无|没有|无可用)?(可用)?(的)?(资源包|套餐|订阅)',
];

/** By kind. */
export const ELSEWHERE_WORDS = {
  /** Why an account is stopped, where money is not the reason. */
  misuse: [
    'polic(y|ies)|violat\\w*|abuse|suspicious|fraud\\w*|terms of service|restricted access|our terms',
    'log ?-?ins?|passwords?|attempts|administrator|verif\\w*|e-?mail|maintenance|banned',
    '封禁|违规|敏感|登录|密码|管理员|实名|验证|维护',
  ],
} satisfies Record<string, readonly string[]>;
