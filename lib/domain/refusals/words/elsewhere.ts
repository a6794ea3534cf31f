/** Errors that are no lack of money, and what speaks against it. */

/** Why an account is stopped, where money is not the reason. */
export const MISUSE: readonly string[] = [
  'polic(y|ies)|violat\\w*|abuse|breach|suspicious|fraud\\w*|kyc|terms of service|restricted access|our terms',
  'log ?-?ins?|passwords?|attempts|administrator|verif\\w*|e-?mail|maintenance|banned',
  '封禁|违规|敏感|登录|密码|管理员|实名|验证|维护',
];

/** Beside a lack of money: or a plan lacks, or a lock is set, which a payment may not lift. */
export const DOUBT: readonly string[] = [
  'or (no|need an?|missing) (\\w+ )?(resource packages?|packages?|plans?|subscriptions?)',
  '(is|been|was) locked',
  '或(无|没有|无可用)?(可用)?(的)?(资源包|套餐|订阅)',
];

/** Who is calling is the matter. */
export const AUTH: readonly string[] = [
  '(invalid|incorrect|wrong|malformed|missing|unknown|bad|expired|revoked|no|unauthorized|provide)( \\w+){0,4}? (api ?keys?|key|credentials?|tokens?|auth\\w*|signature|bearer)',
  '(api ?key|key|token|credentials?)( \\w+){0,3}? (invalid|not valid|incorrect|expired|revoked|missing|not found|disabled|deleted)',
  'unauthori[sz]ed|unauthenticated|authenticat\\w*|permission( denied)?|forbidden|access denied|not whitelisted',
  '令牌无效|无效的(令牌|密钥)|未授权|鉴权|认证|密钥无效|令牌(不存在|已过期|验证)|无权|签名|key过期',
];
