/** How the page looks; colours follow what the reader's system prefers. */
export const HTML_STYLE = `
:root { color-scheme: light dark; --line: #8884; --error: #c62828; --warning: #b26a00; --info: #0277bd; }
@media (prefers-color-scheme: dark) { :root { --error: #ff8a80; --warning: #ffcc80; --info: #81d4fa; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h2 { border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin-bottom: 0; }
article p { margin: .25rem 0; overflow-wrap: anywhere; }
small, .number, footer { opacity: .7; font-weight: normal; }
.error { color: var(--error); } .warning { color: var(--warning); } .info { color: var(--info); }
.help::before { content: "→ "; }
pre { border: 1px solid var(--line); border-radius: .3rem; padding: .5rem; overflow-x: auto; margin: .25rem 0; }
table { border-collapse: collapse; } td, th { border: 1px solid var(--line); padding: .2rem .5rem; text-align: left; }
footer { margin-top: 2rem; }
`;
