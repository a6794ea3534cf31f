// The console's own words, in the two languages its customers use most.

const words = {
  zh: {
    wallet: '钱包管理',
    keys: '令牌管理',
    playground: '操练场',
    prices: '模型价格',
    balance: '当前余额',
    used: '历史消耗',
    calls: '请求次数',
    redeem: '兑换',
    code: '兑换码',
    topUp: '充值',
    name: '名称',
    quota: '剩余额度/总额度',
    group: '分组',
    key: '密钥',
    unlimited: '无限额度',
    models: '可用模型',
    all: '全部',
    show: '显示',
    model: '模型',
    maxTokens: '最大输出',
    ask: '请输入您的问题...',
    send: '发送',
    stop: '停止',
    signIn: '登录',
    user: '用户名',
    password: '密码',
    expired: '登录已过期，请重新登录',
    failed: '请求失败',
    dark: '深色',
    light: '浅色',
    other: 'English',
    wrong: '请求发生错误',
  },
  en: {
    wallet: 'Wallet',
    keys: 'API Keys',
    playground: 'Playground',
    prices: 'Pricing',
    balance: 'Current balance',
    used: 'Historical consumption',
    calls: 'Requests',
    redeem: 'Redeem',
    code: 'Redemption code',
    topUp: 'Top up',
    name: 'Name',
    quota: 'Remaining / total',
    group: 'Group',
    key: 'Key',
    unlimited: 'Unlimited',
    models: 'Models',
    all: 'All',
    show: 'Show',
    model: 'Model',
    maxTokens: 'Max Tokens',
    ask: 'Ask anything',
    send: 'Send',
    stop: 'Stop',
    signIn: 'Sign in',
    user: 'Username',
    password: 'Password',
    expired: 'Session expired!',
    failed: 'Request failed',
    dark: 'Dark',
    light: 'Light',
    other: '中文',
    wrong: 'Request error occurred',
  },
};

/** `zh` or `en`: what was chosen, else what the browser prefers. */
export function language() {
  const chosen = localStorage.getItem('i18nextLng') ?? navigator.language;
  return chosen.startsWith('zh') ? 'zh' : 'en';
}

/** Switches to the other language and says so to the page by a reload. */
export function switchLanguage() {
  localStorage.setItem('i18nextLng', language() === 'zh' ? 'en' : 'zh');
  location.reload();
}

/** A text of the console. */
export function say(key) {
  return words[language()][key];
}
