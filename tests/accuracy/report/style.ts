/** The report's style sheet: system fonts, both themes, nothing loaded. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --faint: #8a939e; --grid: #e3e7eb; --page: #fff; --panel: #f6f8fa;
  --ours: #2563c9; --baseline: #a3adb8; --c2: #d9622b; --c3: #8b4fc2; --c5: #2b9a8a; --bad: #c02637; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --faint: #8a939e; --grid: #2d333b; --page: #15181c; --panel: #1e2329;
  --ours: #5b95f5; --baseline: #6d7884; --c2: #ee8a58; --c3: #b58be0; --c5: #55c2b2; --bad: #ff7b86; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 70rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
.tiles { display: flex; flex-wrap: wrap; gap: .75rem; } .tile { background: var(--panel); border-radius: 8px; padding: .75rem 1rem; display: grid; min-width: 9rem; }
.tile b { font-size: 1.6rem; font-variant-numeric: tabular-nums; } .tile span { color: var(--faint); font-size: .85rem; }
figure { margin: 1rem 0; } figcaption { font-weight: 600; } svg { width: 100%; height: auto; font: 11px system-ui, sans-serif; fill: var(--ink); }
svg text { fill: var(--ink); } svg .small { fill: var(--faint); font-size: 9px; } svg .label { fill: var(--faint); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 1rem; padding: 0; margin: .25rem 0; font-size: .85rem; } .legend i { display: inline-block; width: .8em; height: .8em; border-radius: 2px; margin-right: .4em; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 1.5rem; align-items: start; } .wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; } th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--grid); text-align: right; white-space: nowrap; }
th[scope=row] { text-align: left; font-weight: 500; } th small { display: block; color: var(--faint); font-weight: 400; white-space: normal; max-width: 24rem; } td.text { white-space: normal; text-align: left; }
.short, .warn { color: var(--bad); } code { font-size: .9em; }
`
