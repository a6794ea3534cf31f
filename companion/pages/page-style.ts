import { createHash } from 'node:crypto';

/** The one style of the pages: system fonts, the reader's own light or dark, from 320 px to 4K. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--ground:#fff;--raised:#f3f6f4;--text:#18201d;--muted:#55605b;--line:#d5dcd8;--edge:#7c8883;--accent:#0b6655;--on-accent:#fff;--bad:#9a3412;--warn:#7a5200;--spread:#9fc9bf}
@media (prefers-color-scheme:dark){:root{--ground:#1b2120;--raised:#262e2c;--text:#edf2f0;--muted:#a8b4af;--line:#38423f;--edge:#7f8c87;--accent:#62d2bb;--on-accent:#06231d;--bad:#ffb38a;--warn:#f0cd7c;--spread:#2f6f62}}
*{box-sizing:border-box}
html{font-size:clamp(1rem,.45vw + .5rem,1.5rem)}
body{margin:0;font:1rem/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;color:var(--text);background:var(--ground);overflow-wrap:anywhere}
header,main,footer{max-width:64rem;margin:0 auto;padding:0 1rem}
header{padding-top:1rem}
.skip,.unseen{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.25rem;background:var(--ground)}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem .5rem;margin:0;padding:0 0 .5rem;list-style:none;border-bottom:1px solid var(--line)}
nav a{display:block;padding:.35rem .6rem;border-radius:.5rem;text-decoration:none;color:var(--text)}
nav a[aria-current]{background:var(--raised);font-weight:600;box-shadow:inset 0 -2px var(--accent)}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
h1{font-size:1.5rem;line-height:1.25;margin:1.25rem 0 .5rem}
h2{font-size:1.15rem;line-height:1.3;margin:2rem 0 .5rem}
h3{font-size:1rem;line-height:1.4;margin:0 0 .25rem}
p{margin:.35rem 0}
.quiet,footer,time,figcaption{color:var(--muted)}
.card{border:1px solid var(--line);border-inline-start:4px solid var(--edge);border-radius:.5rem;padding:.75rem 1rem;margin:.75rem 0}
.card.urgent{border-inline-start-color:var(--bad)}.card.soon{border-inline-start-color:var(--warn)}
.level{font-weight:600}.level.urgent{color:var(--bad)}.level.soon{color:var(--warn)}
.said{border:1px solid var(--accent);border-radius:.5rem;padding:.5rem 1rem;margin:1rem 0}.said.bad{border-color:var(--bad)}
form{margin:.5rem 0 0}.ways{display:flex;flex-wrap:wrap;gap:0 .75rem;align-items:end}.deeds{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end}.deeds label{min-width:0;max-width:100%}
label{display:block;font-size:.9rem}
input,select,textarea,button{font:inherit;color:inherit;max-width:100%}
input,select,textarea{display:block;min-height:2.25rem;padding:.25rem .5rem;border:1px solid var(--edge);border-radius:.4rem;background:var(--ground)}
textarea{width:32rem}
button{min-height:2.25rem;padding:.25rem .9rem;border:1px solid var(--edge);border-radius:.4rem;background:var(--raised);cursor:pointer}
button.main{background:var(--accent);border-color:var(--accent);color:var(--on-accent);font-weight:600}
input[type=radio],input[type=checkbox]{display:inline-block;min-height:0;width:1.15rem;height:1.15rem;margin:.2rem .4rem .2rem 0;vertical-align:middle;accent-color:var(--accent)}
fieldset{border:0;padding:0;margin:.25rem 0}legend{padding:0}
.fields{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,15rem),1fr));gap:.75rem 1.25rem}.fields p{font-size:.9rem}.fields input[type=text],.fields select{width:100%}
.wrong{color:var(--bad);font-weight:600}[aria-invalid]{border-color:var(--bad);border-width:2px}
table{border-collapse:collapse;width:100%;margin:.5rem 0}
caption{text-align:start;color:var(--muted);padding:.25rem 0}
th,td{text-align:start;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line)}
th[scope=row]{font-weight:600}th[scope=col],td{overflow-wrap:break-word}td.long{overflow-wrap:anywhere}td time{white-space:nowrap}td p{margin:0}
figure{margin:.75rem 0}
.bars li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem;margin:.4rem 0}
.bars svg{flex:1 0 100%;height:.7rem;border-radius:.2rem;background:var(--raised)}.bar{fill:var(--accent)}.spread{fill:var(--spread)}
details{margin:.5rem 0}summary{cursor:pointer;padding:.25rem 0}
ul.plain{list-style:none;padding:0;margin:.25rem 0}
footer{margin-top:3rem;padding-bottom:2rem;font-size:.9rem}
@media (max-width:40rem){
thead{position:absolute;left:-99rem}
table,caption,tbody,tr,th,td{display:block}
tr{border-bottom:1px solid var(--line);padding:.4rem 0}
th,td{border:0;padding:.1rem 0;overflow-wrap:anywhere}
td[data-head]:not([data-head='']):not(:empty)::before{content:attr(data-head) ': ';color:var(--muted)}
}
@media print{nav,form,.skip{display:none}.card,tr,figure{break-inside:avoid}}
`.trim();

const HASH = createHash('sha256').update(PAGE_STYLE).digest('base64');

/** What a browser may do with a page: show it with this style, and send its forms back to us. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${HASH}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;
