import { mathCss } from "./math";

const light = `color-scheme:light;--page:#fff;--ink:#1d2127;--soft-ink:#565e69;--rule:#dfe3e8;--panel:#f6f7f9;--link:#0b57a4;--mark:#b4470a;--code-key:#8a2be2;--code-text:#0b6b3a;--code-number:#0b57a4;--code-note:#6a727d;--code-name:#8a4b00;
--jp-ui-font-color0:#000;--jp-ui-font-color1:#1d2127;--jp-ui-font-color2:#565e69;--jp-ui-font-color3:#7b838e;--jp-content-font-color0:#000;--jp-content-font-color1:#1d2127;--jp-content-font-color2:#565e69;--jp-content-font-color3:#7b838e;--jp-layout-color0:#fff;--jp-layout-color1:#fff;--jp-layout-color2:#f3f5f7;--jp-layout-color3:#e3e7eb;--jp-border-color0:#aab2bc;--jp-border-color1:#c4cad1;--jp-border-color2:#dfe3e8;--jp-border-color3:#eceff2;--jp-brand-color1:#0b57a4;--jp-success-color1:#1a7f37;--jp-error-color1:#b3261e;--jp-warn-color1:#b4470a;--jp-info-color1:#0b57a4;
--ansi-black:#24292f;--ansi-red:#b3261e;--ansi-green:#1a7f37;--ansi-yellow:#8a6100;--ansi-blue:#0b57a4;--ansi-magenta:#8a2be2;--ansi-cyan:#0f6f7d;--ansi-white:#6a727d`;
const dark = `color-scheme:dark;--page:#14171b;--ink:#e6e9ed;--soft-ink:#a4adb8;--rule:#2f353d;--panel:#1c2026;--link:#82b8ff;--mark:#ffab70;--code-key:#cba6ff;--code-text:#7fd6a0;--code-number:#8cc1ff;--code-note:#8d97a3;--code-name:#f0b478;
--jp-ui-font-color0:#fff;--jp-ui-font-color1:#e6e9ed;--jp-ui-font-color2:#a4adb8;--jp-ui-font-color3:#7e8792;--jp-content-font-color0:#fff;--jp-content-font-color1:#e6e9ed;--jp-content-font-color2:#a4adb8;--jp-content-font-color3:#7e8792;--jp-layout-color0:#14171b;--jp-layout-color1:#14171b;--jp-layout-color2:#22272e;--jp-layout-color3:#2f353d;--jp-border-color0:#5b6470;--jp-border-color1:#4b525b;--jp-border-color2:#353b43;--jp-border-color3:#2a2f36;--jp-brand-color1:#82b8ff;--jp-success-color1:#5fd38a;--jp-error-color1:#ff8a80;--jp-warn-color1:#ffab70;--jp-info-color1:#82b8ff;
--ansi-black:#8d97a3;--ansi-red:#ff8a80;--ansi-green:#7fd6a0;--ansi-yellow:#e8c46a;--ansi-blue:#82b8ff;--ansi-magenta:#cba6ff;--ansi-cyan:#74d3e0;--ansi-white:#e6e9ed`;

const ansi = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]
  .flatMap((name) => [
    `.ansi-${name}-fg,.ansi-bright-${name}-fg{color:var(--ansi-${name})}`,
    `.ansi-${name}-bg,.ansi-bright-${name}-bg{background:var(--ansi-${name});color:var(--page)}`,
  ])
  .join("");

const text = `
*{box-sizing:border-box}
html{font-size:17px;scroll-padding-top:4rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.65 var(--sans);overflow-wrap:break-word}
a{color:var(--link);text-underline-offset:.18em;text-decoration-thickness:.06em}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
h1,h2,h3,h4,h5,h6{line-height:1.25;margin:2.2em 0 .6em;letter-spacing:-.012em;text-wrap:balance;font-weight:650}
h1{font-size:2.15rem;margin:.2em 0 .7em;letter-spacing:-.022em}
h2{font-size:1.5rem;padding-top:1.1rem;border-top:1px solid var(--rule)}
h3{font-size:1.2rem}h4,h5,h6{font-size:1rem}
:lang(zh) :is(h1,h2,h3,h4,h5,h6){letter-spacing:0}
p,ul,ol,dl,blockquote,table,pre,figure{margin:0 0 1.05em}
li>p{margin-bottom:.4em}li+li{margin-top:.25em}ul,ol{padding-left:1.5em}
blockquote{margin-left:0;padding:.1em 0 .1em 1.1em;border-left:3px solid var(--rule);color:var(--soft-ink)}
img{max-width:100%;height:auto}
hr{border:0;border-top:1px solid var(--rule);margin:2.4em 0}
code,pre,kbd,samp,tt{font-family:var(--mono);font-size:.86em;font-variant-ligatures:none}
:not(pre)>code{background:var(--panel);border:1px solid var(--rule);border-radius:4px;padding:.08em .32em;overflow-wrap:anywhere}
pre{line-height:1.55;overflow-x:auto;tab-size:2}pre code{font-size:inherit}
table{border-collapse:collapse;display:block;max-width:100%;overflow-x:auto;font-size:.92em;font-variant-numeric:tabular-nums}
th,td{padding:.38em .8em .38em 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
thead th{border-bottom:1.5px solid var(--soft-ink);font-weight:600}
`;

const layout = `
.page-skip{position:absolute;left:-999px}.page-skip:focus{left:1rem;top:.6rem;z-index:5;background:var(--page);padding:.4rem .8rem}
.page-bar{position:sticky;top:0;z-index:3;display:flex;gap:.5rem;align-items:center;min-height:3rem;padding:.35rem 1.1rem;background:var(--page);border-bottom:1px solid var(--rule);font-size:.86rem}
.page-bar strong{flex:1;min-width:0;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;font-weight:600}
.page-bar button,.page-foot button{font:inherit;color:var(--ink);background:none;border:1px solid var(--rule);border-radius:6px;padding:.22rem .7rem;min-height:2rem;cursor:pointer;white-space:nowrap}
.page-bar button:hover,.page-foot button:hover{border-color:var(--soft-ink)}
[hidden]{display:none!important}
.page-body{display:grid;grid-template-columns:minmax(0,1fr);max-width:50rem;margin:0 auto;padding:0 1.1rem}
.page-main{min-width:0;padding:2rem 0 1rem}
.page-toc{font-size:.88rem;line-height:1.45;padding:1rem 0 0}
.page-toc summary{cursor:pointer;font-weight:600;color:var(--soft-ink)}
.page-toc ol{list-style:none;margin:.5rem 0 0;padding:0}
.page-toc li{margin:0}.page-toc li a{display:block;padding:.24rem .7rem;color:var(--soft-ink);text-decoration:none;border-left:2px solid var(--rule)}
.page-toc li.page-level-3 a{padding-left:1.6rem}
.page-toc li a:hover{color:var(--ink)}.page-toc li a[aria-current]{color:var(--ink);border-color:var(--link);font-weight:550}
@media (min-width:70rem){
.page-body{grid-template-columns:15rem minmax(0,47rem);gap:3.5rem;max-width:68rem}
.page-toc{position:sticky;top:3.2rem;align-self:start;max-height:calc(100vh - 3.4rem);overflow-y:auto;padding:2.2rem 0 2rem}
.page-toc summary{list-style:none;pointer-events:none;font-size:.78rem}.page-toc summary::-webkit-details-marker{display:none}}
.page-anchor{margin-left:.4em;color:var(--soft-ink);text-decoration:none;opacity:0;font-weight:400}
:is(h1,h2,h3,h4,h5,h6):hover>.page-anchor{opacity:.7}
.page-note{padding:.6rem .9rem;border-left:3px solid var(--mark);background:var(--panel);font-size:.92rem}
.page-foot{max-width:50rem;margin:3rem auto 0;padding:1.2rem 1.1rem 2.5rem;border-top:1px solid var(--rule);color:var(--soft-ink);font-size:.85rem;display:flex;flex-wrap:wrap;gap:.6rem 1.2rem;align-items:center}
.page-foot p{margin:0;flex:1 1 18rem}
@media (min-width:70rem){.page-foot{max-width:68rem}}
@media (max-width:36rem){html{font-size:16px}h1{font-size:1.7rem}h2{font-size:1.3rem}.page-bar{padding:.35rem .8rem}.page-body{padding:0 .8rem}.page-bar button{padding:.22rem .5rem}}
`;

const cells = `
.page-cell{margin:0 0 1.4rem}
.page-source>summary,.page-folded>summary{cursor:pointer;color:var(--soft-ink);font-size:.76rem;width:max-content;max-width:100%;padding:.1rem .2rem;margin-bottom:.2rem}
.page-source>summary .page-count{opacity:0}.page-source:not([open])>summary .page-count{opacity:1}
.page-source>pre{margin:0;padding:.85rem 1rem;background:var(--panel);border:1px solid var(--rule);border-radius:8px;font-size:.8rem}
.page-md pre{padding:.85rem 1rem;background:var(--panel);border:1px solid var(--rule);border-radius:8px;font-size:.8rem}
.page-outputs{padding:.7rem 0 0;overflow-x:auto}
.page-outputs>:last-child{margin-bottom:0}
.page-text{margin:0 0 .6em;font-size:.8rem;white-space:pre-wrap;overflow-wrap:anywhere;max-height:32rem;overflow-y:auto}
.page-stderr{border-left:3px solid var(--mark);padding-left:.8rem}
.page-error{border-left:3px solid var(--jp-error-color1);padding:.1rem 0 .1rem .9rem}
.page-html{font-size:.95rem}.page-html>:last-child{margin-bottom:0}
.page-image{display:block;background:#fff;border-radius:4px}
.page-tex{white-space:pre-wrap}
.page-figure{margin:0 0 .6rem;min-width:0}
.page-figure .gb-figure{max-width:none;margin:0}
.page-figure .gb-figure figcaption{font-size:.86rem}
.hljs-keyword,.hljs-built_in,.hljs-type,.hljs-selector-tag,.hljs-section{color:var(--code-key)}
.hljs-string,.hljs-regexp,.hljs-template-variable,.hljs-addition{color:var(--code-text)}
.hljs-number,.hljs-literal,.hljs-symbol,.hljs-bullet{color:var(--code-number)}
.hljs-comment,.hljs-quote,.hljs-meta,.hljs-deletion{color:var(--code-note);font-style:italic}
:lang(zh) .hljs-comment{font-style:normal}
.hljs-title,.hljs-name,.hljs-attr,.hljs-attribute,.hljs-property{color:var(--code-name)}
.hljs-subst{color:var(--ink)}.hljs-strong{font-weight:700}.hljs-emphasis{font-style:italic}
`;

const print = `
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{
:root{${light}}
body{font-size:10.5pt;line-height:1.5}.page-bar,.page-toc,.page-foot button,.page-skip,.page-anchor,.page-source>summary,.page-figure details:not([open]){display:none!important}
.page-body{display:block;max-width:none;padding:0}.page-main{padding:0}.page-foot{max-width:none;padding:1rem 0 0}
pre,.page-text{white-space:pre-wrap!important;overflow:visible!important;max-height:none!important}
.page-source>pre,.page-figure,img,tr,blockquote{break-inside:avoid}h1,h2,h3,h4{break-after:avoid}h2{border:0}
.page-md a[href^="http"]::after{content:" (" attr(href) ")";font-size:.8em;overflow-wrap:anywhere}}
@media (forced-colors:active){.page-source>pre,.page-note,.page-error{border:1px solid CanvasText}}
`;

/** The page's style sheet: its own look, both themes, JupyterLab's variables for outputs that use them, and print. */
export const pageCss = `:root{--sans:system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;--mono:ui-monospace,"SF Mono","Cascadia Code",Menlo,Consolas,"DejaVu Sans Mono","Noto Sans Mono CJK SC",monospace;--jp-ui-font-family:var(--sans);--jp-content-font-family:var(--sans);--jp-code-font-family:var(--mono);--jp-ui-font-size1:14px;--jp-content-font-size1:16px;--jp-code-font-size:14px;${light}}
@media (prefers-color-scheme:dark){:root:not([data-gb-theme="light"]){${dark}}}
:root[data-gb-theme="dark"]{${dark}}
${text}${layout}${cells}${ansi}${mathCss}${print}`;
