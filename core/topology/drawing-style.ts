/** Style of drawings, in a page of its own or within a report. Every state has its own line, so that no colour is needed to tell it. */
export const DRAWING_STYLE = `
.topology { --ink: #1b2430; --soft: #5a6675; --paper: #ffffff; --leaf: #ffffff; --box: #f3f6f9; --line: #8592a3;
  --ok: #1a7f4b; --degraded: #9a6700; --down: #c0262d; --unknown: #6e5aa8; --absent: #6b7280;
  max-width: 100%; height: auto; background: var(--paper); font-family: system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
@media (prefers-color-scheme: dark) { .topology { --ink: #e6ebf1; --soft: #a3afbd; --paper: #10161d; --leaf: #1a222c; --box: #161d26; --line: #66758a;
  --ok: #4cc38a; --degraded: #e0b13c; --down: #ff7b72; --unknown: #b7a3f5; --absent: #9aa4b2; } }
.topology .element rect { fill: var(--leaf); stroke: var(--state); stroke-width: 1.4; }
.topology .container rect { fill: var(--box); stroke-width: 1.2; }
.topology .state-ok { --state: var(--ok); } .topology .state-degraded { --state: var(--degraded); }
.topology .state-down { --state: var(--down); } .topology .state-unknown { --state: var(--unknown); }
.topology .state-absent { --state: var(--absent); }
.topology .state-degraded rect { stroke-width: 2.6; } .topology .state-down rect { stroke-width: 3.2; }
.topology .state-unknown rect { stroke-dasharray: 2 3; } .topology .state-absent rect { stroke-dasharray: 8 5; }
.topology .name { font-size: 13px; font-weight: 600; fill: var(--ink); } .topology .line { font-size: 10.5px; fill: var(--soft); }
.topology .mark { fill: var(--paper); stroke: var(--state); stroke-width: 1.4; }
.topology .glyph { font-size: 11px; font-weight: 700; fill: var(--state); }
.topology .link polyline { fill: none; stroke: var(--line); stroke-width: 1.6; }
.topology .link.state-degraded polyline { stroke: var(--degraded); stroke-width: 2.4; }
.topology .link.state-down polyline { stroke: var(--down); stroke-width: 2.4; }
.topology .link.state-unknown polyline { stroke: var(--unknown); stroke-dasharray: 2 4; }
.topology .link.state-absent polyline { stroke: var(--absent); stroke-dasharray: 9 6; }
.topology .badge-mark rect { fill: var(--paper); stroke: var(--ink); stroke-width: 1.4; stroke-dasharray: none; }
.topology .badge-mark .glyph { fill: var(--ink); font-size: 13px; }
.topology .mark-fails > rect, .topology .mark-came > rect, .topology .mark-changed > rect { stroke-width: 3; }
.topology .mark-fails > rect, .topology .link.mark-fails polyline { stroke: var(--down); } .topology .mark-weakens > rect { stroke: var(--degraded); stroke-width: 3; }
.topology .mark-went > rect, .topology .link.mark-went polyline { stroke-dasharray: 8 5; }
.topology .link.mark-fails polyline, .topology .link.mark-came polyline, .topology .link.mark-changed polyline { stroke-width: 3.2; }
.topology .link-zone polyline { stroke-dasharray: 1 3; stroke-linecap: round; }
.topology .link-label rect { fill: var(--paper); stroke: none; opacity: .92; } .topology .link-label .line { font-size: 10px; }
@media print { .topology { --ink: #000; --soft: #333; --paper: #fff; --leaf: #fff; --box: #f6f6f6; --line: #666;
  --ok: #14613a; --degraded: #7a5200; --down: #a01218; --unknown: #4d3d85; --absent: #555; } }
`;

/** The same in a file of its own: dark ink on white paper, whatever the reader's screen is like. */
export const PAPER_STYLE = DRAWING_STYLE.replace(/@media \(prefers-color-scheme: dark\) \{[^@]*?\} \}\n/u, '');
