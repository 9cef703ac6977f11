/** The report's one style sheet. */
export const style = `
:root { color-scheme: light dark; --ink: #1c2330; --soft: #5b6675; --paper: #fbfaf7; --line: #d9d6cd; --bar: #3b6ea5; --mark: #c4572b; --second: #c4572b; --good: #1f7a4d; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e6e1; --soft: #a3abb8; --paper: #15181d; --line: #353b45; --bar: #7fb0e6; --mark: #f0925f; --second: #f0925f; --good: #6fd0a0; --bad: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
header { display: grid; grid-template-columns: 1fr auto; align-items: end; border-bottom: 2px solid var(--ink); margin-bottom: 1.5rem; padding-bottom: .75rem; }
.over { grid-column: 1 / -1; margin: 0; color: var(--soft); letter-spacing: .04em; }
h1 { margin: 0; font-size: 2rem; line-height: 1.2; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; }
p { margin: .4rem 0; max-width: 75ch; }
.stamp { margin: 0; font-weight: 700; border: 2px solid; border-radius: .4rem; padding: .1rem .6rem; }
.good { color: var(--good); } .bad { color: var(--bad); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; overflow-wrap: break-word; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { color: var(--soft); font-weight: 600; } tbody th { font-weight: 500; }
tr.failed th, tr.failed td { color: var(--bad); font-weight: 600; }
.small, .legend { color: var(--soft); font-size: .85rem; }
svg { width: 100%; height: auto; display: block; margin: .75rem 0; }
svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
.bar { fill: var(--bar); opacity: .7; } .grid { stroke: var(--line); } .axis { stroke: var(--soft); }
.mark { stroke: var(--mark); stroke-width: 2; } .whisker { stroke: var(--ink); stroke-width: 1.5; } .control { stroke: var(--mark); stroke-width: 2; }
.line { fill: none; stroke-width: 2; } .line.first { stroke: var(--bar); } .line.second { stroke: var(--second); stroke-dasharray: 5 3; }
.dot.first { fill: var(--bar); } .dot.second { fill: var(--second); } .chosen { stroke: var(--good); stroke-dasharray: 3 3; stroke-width: 2; }
.key { display: inline-block; width: .8rem; height: .8rem; border-radius: 50%; margin: 0 .3rem 0 .8rem; } .key.first { background: var(--bar); } .key.second { background: var(--second); }
code, pre { font: .85em ui-monospace, monospace; } pre { overflow-x: auto; border: 1px solid var(--line); padding: .75rem; border-radius: .4rem; }
summary { cursor: pointer; margin: .75rem 0; }
@media print { body { background: #fff; } }
`;
