/** How the page looks; colours follow what the reader's system prefers. */
export const HTML_STYLE = `
:root { color-scheme: light dark; --line: #8884; --code: #8881; --mark: #ffd54f80; --error: #c62828; --warning: #a65f00; --info: #0277bd; }
@media (prefers-color-scheme: dark) { :root { --mark: #b2860080; --error: #ff8a80; --warning: #ffcc80; --info: #81d4fa; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 64rem; margin: 0 auto; padding: 1rem; }
header p { font-size: 1.1rem; margin-top: 0; }
h1 { margin: .5rem 0 0; }
h2 { margin: 2rem 0 1rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 0; }
article { border-left: .25rem solid var(--tone); padding-left: .75rem; margin: 0 0 1.5rem; break-inside: avoid; }
article p { margin: .25rem 0; overflow-wrap: anywhere; }
small, .number, footer { opacity: .7; font-weight: normal; }
.error { --tone: var(--error); } .warning { --tone: var(--warning); } .info { --tone: var(--info); }
span.error, span.warning, span.info { color: var(--tone); font-weight: bold; }
.help::before { content: "→ "; }
.fix::before { content: "✎ "; }
pre { background: var(--code); border-radius: .3rem; padding: .5rem .75rem; overflow-x: auto; margin: .25rem 0; tab-size: 4; }
.number { user-select: none; margin-right: 1.5ch; }
mark { background: var(--mark); color: inherit; border-radius: .15rem; }
table { border-collapse: collapse; } td, th { border-bottom: 1px solid var(--line); padding: .2rem .75rem .2rem 0; text-align: left; vertical-align: top; }
td:nth-child(n+2) { overflow-wrap: anywhere; } th, .overview td:nth-child(-n+3) { white-space: nowrap; }
th { font-weight: normal; opacity: .7; }
summary { cursor: pointer; margin: 1rem 0 .5rem; font-weight: bold; }
footer { margin-top: 2rem; }
@media (max-width: 40rem) { .overview td:nth-child(2) { white-space: normal; } }
`;
