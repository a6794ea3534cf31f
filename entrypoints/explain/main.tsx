import { createRoot } from 'react-dom/client';
import { ExplainWindow } from '../../components/popup/explain-window.tsx';
import '../../components/popup/popup.css';
import { bringLanguage } from '../../lib/domain/languages.ts';
import { explainSource } from '../../lib/webext/explain-source.ts';
import { takeOver } from '../../lib/webext/hand-over.ts';
import { chooseLanguage, readSettings } from '../../lib/webext/settings.ts';

const [settings, given] = await Promise.all([readSettings(), takeOver()]);
const language = chooseLanguage(settings);
await bringLanguage(language);
const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
document.documentElement.dataset.theme = settings.theme ?? system;
document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';

const mount = document.getElementById('explain');
if (mount) {
  createRoot(mount).render(
    <ExplainWindow language={language} on={explainSource} {...(given && { initial: { ...given, host: '' } })} />,
  );
}
