/** The look of the pages without scripts: dark and light, one column, wide tables scroll inside themselves. */
export const referenceStyle = `:root{color-scheme:light dark;--line:light-dark(#d5d8de,#3b4048);--soft:light-dark(#f4f5f7,#1e2126);--link:light-dark(#0b57b5,#8ab8ff)}
body{margin:0;font:16px/1.55 system-ui,sans-serif;background:light-dark(#fff,#14161a);color:light-dark(#1a1d21,#e6e8eb)}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.8rem}h2{margin-top:3rem;border-bottom:1px solid var(--line)}h3{margin-top:2.2rem}
a{color:var(--link)}code,pre{font:0.9em/1.5 ui-monospace,monospace;overflow-wrap:anywhere}
pre{background:var(--soft);padding:.8rem 1rem;overflow-x:auto;border-radius:6px}
table{width:100%;border-collapse:collapse;margin:.8rem 0}caption{text-align:left;font-weight:600}
td{border-top:1px solid var(--line);padding:.35rem .6rem .35rem 0;vertical-align:top;overflow-wrap:anywhere}td:first-child{min-width:7rem}
nav ul{columns:2;list-style:none;padding-left:0}nav ul ul{columns:1;padding-left:1rem}
@media(max-width:40rem){nav ul{columns:1}}`;
