/** The report's one style sheet: the console's colours and classes (src/worker/console/site/figures.css). */
export const style = `
:root { color-scheme: light dark; --ink: #1a212c; --soft: #56606e; --paper: #fbfaf6; --card: #fff; --line: #dedbd1; --bar: #1f5c99; --mark: #a93e10; --good: #17694a; --bad: #a8221a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e6df; --soft: #a8b0bc; --paper: #14171c; --card: #1b1f26; --line: #323944; --bar: #86b7ec; --mark: #ffb08a; --good: #7fd3aa; --bad: #ff9a90; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
header { display: grid; grid-template-columns: 1fr auto; align-items: end; border-bottom: 1px solid var(--line); margin-bottom: 1.5rem; padding-bottom: .75rem; }
.over { grid-column: 1 / -1; margin: 0; color: var(--soft); }
h1, h2, .headline { font-family: "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, "Liberation Serif", serif; }
h1 { margin: 0; font-size: 2.2rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { font-size: 1.4rem; margin: 0 0 .5rem; } h3 { font-size: .85rem; color: var(--soft); margin: 1.2rem 0 .3rem; }
.headline { font-size: clamp(1.25rem, 1rem + 1.3vw, 1.6rem); line-height: 1.4; margin: 0 0 1rem; max-width: 40em; }
section { margin-top: 2.25rem; padding-top: 1.25rem; border-top: 1px solid var(--line); } header + section { border: 0; padding: 0; margin: 0; }
p { margin: .4rem 0; max-width: 75ch; } ul { padding-left: 1.1rem; max-width: 75ch; color: var(--soft); } li { margin: .2rem 0; }
.stamp { margin: 0; font-weight: 700; border: 2px solid; border-radius: .4rem; padding: .1rem .6rem; }
.good { color: var(--good); } .bad { color: var(--bad); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
tbody code { color: var(--soft); }
th, td { text-align: left; overflow-wrap: break-word; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { color: var(--soft); font-weight: 600; } tbody th { font-weight: 500; }
tr.failed th, tr.failed td { color: var(--bad); font-weight: 600; }
.small, .legend, figcaption { color: var(--soft); font-size: .87rem; }
figure { margin: .75rem 0; overflow-x: auto; }
svg { width: 100%; min-width: 34rem; height: auto; display: block; }
svg text { fill: var(--soft); font: 12px system-ui, sans-serif; } svg text.strong { fill: var(--ink); font-weight: 600; }
.bar { fill: var(--bar); opacity: .8; } .bar.hot { fill: var(--mark); } .grid { stroke: var(--line); } .axis { stroke: var(--soft); }
.mark { stroke: var(--mark); stroke-width: 2; } .whisker { stroke: var(--ink); stroke-width: 1.5; } .control { stroke: var(--mark); stroke-width: 2; }
.line { fill: none; stroke-width: 2; } .line.first { stroke: var(--bar); } .line.second { stroke: var(--mark); stroke-dasharray: 5 3; }
.dot { fill: var(--bar); } .dot.suspect, .dot.second { fill: var(--mark); } .dot.never { fill: var(--paper); stroke: var(--soft); stroke-width: 1.5; }
.chosen { stroke: var(--good); stroke-dasharray: 3 3; stroke-width: 2; }
.matrices { display: flex; flex-wrap: wrap; gap: .5rem 2.5rem; } .matrices figure { flex: 0 1 22rem; margin: .25rem 0; } svg.matrix { min-width: 0; }
.cell { fill: var(--card); stroke: var(--line); } .right { fill: color-mix(in srgb, var(--bar) var(--s, 0%), var(--card)); } .wrong { fill: color-mix(in srgb, var(--mark) var(--s, 0%), var(--card)); }
.s1 { --s: 6%; } .s2 { --s: 11%; } .s3 { --s: 16%; } .s4 { --s: 21%; } .s5 { --s: 26%; } .s6 { --s: 31%; } .s7 { --s: 36%; } .s8 { --s: 41%; } .s9 { --s: 46%; } .s10 { --s: 50%; }
svg.matrix text { fill: var(--ink); }
.key { display: inline-block; width: .8rem; height: .8rem; border-radius: 50%; margin: 0 .3rem 0 .8rem; } .key.first { background: var(--bar); } .key.second { background: var(--mark); }
code, pre { font: .85em ui-monospace, monospace; overflow-wrap: anywhere; } pre { overflow-x: auto; border: 1px solid var(--line); padding: .75rem; border-radius: .4rem; }
summary { cursor: pointer; margin: .75rem 0; font-weight: 600; }
@media print { body { background: #fff; } }
`;
