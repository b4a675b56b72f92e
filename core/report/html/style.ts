import { DRAWING_STYLE } from '../../topology/drawing-style.ts';
import { BROAD_STYLE } from './broad.ts';

/** Style of a report: dense, light and dark, for a screen and for paper. `footer` and `header` stand on every printed page. */
export function reportStyle(header: string, reality: string): string {
  return `${BASE}${DRAWING_STYLE}${BROAD_STYLE}${PRINT}
@page { size: A4; margin: 15mm 12mm 13mm;
  @top-left { content: ${cssString(header)}; font: 8pt system-ui, sans-serif; color: #444; }
  @top-right { content: ${cssString(reality)}; font: 8pt system-ui, sans-serif; color: #444; }
  @bottom-right { content: "page " counter(page) " of " counter(pages); font: 8pt system-ui, sans-serif; color: #444; } }
`;
}

/** Names reach a style sheet as letters, digits and a few signs only: nothing that ends a string or a rule. */
function cssString(text: string): string {
  return `"${text.replace(/[^A-Za-z0-9 ._:,()-]/gu, ' ').slice(0, 120)}"`;
}

const BASE = `
:root { color-scheme: light dark; --ink: #1b2430; --soft: #5a6675; --paper: #fff; --wash: #f4f6f9; --line: #d8dee6; --accent: #1f5fa8;
  --good: #1a7f4b; --bad: #b4232a; --warn: #8a5a00; --odd: #5b4a9c; --good-wash: #e8f5ee; --bad-wash: #fcebec; --warn-wash: #fdf4e0; --odd-wash: #f0edfb; --mark: #ffe48a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf1; --soft: #a3afbd; --paper: #10161d; --wash: #19212b; --line: #313c4a; --accent: #7db7f5;
  --good: #4cc38a; --bad: #ff8a82; --warn: #e6b450; --odd: #b7a3f5; --good-wash: #12291d; --bad-wash: #351a1c; --warn-wash: #2f2610; --odd-wash: #221d38; --mark: #6b5600; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 14px/1.45 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
a { color: var(--accent); } a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -999em; } .skip:focus { left: 1em; top: 1em; background: var(--paper); padding: .4em .8em; z-index: 2; }
.page { display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: 2rem; max-width: 96rem; margin: 0 auto; padding: 0 1.5rem 4rem; }
nav.contents { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow: auto; padding: 1.5rem 0; font-size: 12.5px; }
nav.contents ol { list-style: none; margin: 0; padding: 0; } nav.contents li { padding: .15rem 0; break-inside: avoid; } nav.contents ol ol { padding-left: .9rem; } nav.contents a { text-decoration: none; }
.cover { padding: 2rem 0 1rem; } .kicker { text-transform: uppercase; letter-spacing: .12em; font-size: 11px; color: var(--soft); margin: 0; }
h1 { font-size: 28px; line-height: 1.2; margin: .2rem 0 1rem; } h2 { font-size: 20px; margin: 2.6rem 0 .6rem; padding-top: .8rem; border-top: 2px solid var(--ink); }
h3 { font-size: 15.5px; margin: 1.4rem 0 .3rem; } h4 { font-size: 13.5px; margin: .9rem 0 .3rem; } h5 { font-size: 11px; margin: .8rem 0 .2rem; text-transform: uppercase; letter-spacing: .07em; color: var(--soft); }
p { margin: .35rem 0; max-width: 78ch; } code, pre { font-family: ui-monospace, "SFMono-Regular", "DejaVu Sans Mono", Consolas, monospace; font-size: 12px; } code { overflow-wrap: anywhere; }
.verdict { display: flex; gap: 1rem; align-items: center; border: 2px solid currentColor; border-left-width: 12px; border-radius: 6px; padding: .7rem 1rem; margin: .5rem 0; }
.verdict p { margin: 0; color: var(--ink); } .verdict .verdict-word { font-size: 22px; font-weight: 700; text-transform: uppercase; letter-spacing: .03em; color: inherit; } .verdict-glyph { font-size: 40px; line-height: 1; }
.v-passed { color: var(--good); background: var(--good-wash); } .v-passed-with-words { color: var(--odd); background: var(--odd-wash); } .v-failed { color: var(--bad); background: var(--bad-wash); }
.v-unreachable, .v-not-established { color: var(--warn); background: var(--warn-wash); }
.reality { padding: .3rem .7rem; border-radius: 4px; background: var(--wash); border: 1px solid var(--line); max-width: none; } .reality.simulated { border-style: dashed; border-width: 2px; } .legacy { color: var(--warn); }
.terms { display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); gap: .1rem 1.4rem; margin: .5rem 0; } .terms div { display: flex; gap: .6rem; border-bottom: 1px dotted var(--line); padding: .12rem 0; }
.terms dt { color: var(--soft); flex: 0 0 auto; } .terms dd { margin: 0; min-width: 0; overflow-wrap: anywhere; } .compared .terms, .behind .terms { grid-template-columns: 1fr; }
.account { margin: .8rem 0; } .account h2 { font-size: 15px; border-top: 0; margin: .6rem 0 .2rem; padding: 0; } .account ul { margin: .2rem 0; padding-left: 1.2rem; } .account li { margin: .25rem 0; max-width: 96ch; }
.counts { list-style: none; display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; } .counts li { border: 1px solid var(--line); border-radius: 4px; padding: .25rem .7rem; } .counts b { font-size: 18px; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-size: 12.5px; } caption { text-align: left; font-weight: 600; padding: .2rem 0; }
th, td { text-align: left; vertical-align: top; padding: .22rem .5rem; border-bottom: 1px solid var(--line); } thead th { border-bottom: 1.5px solid var(--ink); font-weight: 600; white-space: nowrap; } tbody th { font-weight: 400; }
.small { font-size: 11.5px; } .matrix td { white-space: nowrap; } .matrix td a { text-decoration: none; } tbody tr:nth-child(even) { background: var(--wash); }
.outcome, .status { white-space: nowrap; font-weight: 600; } .o-pass .outcome, .outcome.o-pass, .st-done, .st-already-so, li.o-pass { color: var(--good); }
.outcome.o-fail, .st-failed, li.o-fail, .r-failed .act-line strong { color: var(--bad); } .outcome.o-error, .outcome.o-unreachable, .outcome.o-stale, .st-unknown, .st-interrupted, li.o-error, li.o-unreachable, li.o-stale { color: var(--warn); }
.outcome.o-waived, .outcome.o-attested, li.o-waived, li.o-attested { color: var(--odd); } .outcome.o-pending, .outcome.o-not-applicable, .st-untouched, .st-not-taken, .st-skipped { color: var(--soft); }
.step { border: 1px solid var(--line); border-radius: 6px; padding: .2rem 1rem .8rem; margin: .9rem 0; } .step-line, .act-line { font-size: 12px; color: var(--soft); max-width: none; } .step-line code { color: var(--soft); }
.class { display: inline-block; border: 1px solid currentColor; border-radius: 3px; padding: 0 .4em; font-size: 11px; font-weight: 600; } .c-destructive { color: var(--bad); border-width: 2px; } .c-reboot, .c-fault { color: var(--warn); border-style: dashed; } .c-change, .c-manual { color: var(--accent); }
.on-host { border-top: 1px solid var(--line); margin-top: .6rem; } .on-host h4 { margin-top: .5rem; } .times, .soft, .events { color: var(--soft); font-weight: 400; font-size: 12px; }
.act, .check { border-left: 3px solid var(--line); padding: .1rem 0 .1rem .8rem; margin: .5rem 0; } .check.o-pass { border-color: var(--good); } .check.o-fail { border-color: var(--bad); border-left-style: double; border-left-width: 6px; }
.check.o-error, .check.o-unreachable, .check.o-stale { border-color: var(--warn); border-left-style: dashed; } .check.o-waived, .check.o-attested { border-color: var(--odd); border-left-style: dotted; } .r-failed { border-color: var(--bad); }
.message, .problem { color: var(--bad); } .hint { background: var(--warn-wash); border-radius: 4px; padding: .3rem .6rem; } .warning { background: var(--warn-wash); border-left: 4px solid var(--warn); padding: .3rem .7rem; } .nothing, .undo, .earlier, .about { color: var(--soft); }
pre { margin: .25rem 0; padding: .4rem .6rem; background: var(--wash); border-radius: 4px; overflow: auto; max-height: 34rem; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.35; } pre.output { white-space: pre; overflow-wrap: normal; unicode-bidi: isolate; }
pre.command { border-left: 3px solid var(--accent); } pre.typed code::before { content: "$ "; color: var(--soft); } .bytes-head, .bytes > summary { font-size: 11.5px; color: var(--soft); } .hash { font-size: 11px; }
mark { background: var(--mark); color: inherit; border-bottom: 1.5px solid currentColor; } .skipped { color: var(--warn); font-style: italic; } summary { cursor: pointer; } details > summary { font-size: 12px; color: var(--soft); }
ins { text-decoration: none; color: var(--good); background: var(--good-wash); } del { text-decoration: none; color: var(--bad); background: var(--bad-wash); } .picture { margin: .4rem 0; } .picture img { display: block; max-width: min(100%, 40rem); height: auto; } .diagram { margin: .8rem 0 1.4rem; } .diagram figcaption { margin-bottom: .3rem; } .words { font-size: 12.5px; }
footer.end { border-top: 1px solid var(--line); margin-top: 3rem; padding-top: .6rem; font-size: 12px; color: var(--soft); }
time { white-space: nowrap; } .data time { font-size: .94em; } .timeline td:nth-of-type(4) { width: 40%; }
.paper { display: none; } .hashes { list-style: none; padding: 0; columns: 2 34rem; column-gap: 2rem; } .hashes li { break-inside: avoid; font-size: 11px; } .again .bytes-head { border-left: 2px dotted var(--line); padding-left: .4rem; }
.commands td:nth-of-type(2) { width: 70%; } .parameters td:first-of-type code, .parameters th code { overflow-wrap: normal; } :target { outline: 2px solid var(--accent); outline-offset: 3px; }
@media (max-width: 72rem) { .page { display: block; padding: 0 1rem 3rem; } nav.contents { position: static; max-height: none; padding: 1rem 0 0; } nav.contents > ol { columns: 14rem; } nav.contents ol ol { display: none; } .cover { padding-top: 1rem; } }
`;

const PRINT = `
@page broad { size: A4 landscape; margin: 15mm 12mm 13mm; }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --wash: #f6f6f6; --line: #bbb; --accent: #003f7f; --good: #14613a; --bad: #a01218; --warn: #6f4700; --odd: #43357a;
    --good-wash: #fff; --bad-wash: #fff; --warn-wash: #fff; --odd-wash: #fff; --mark: #e6e6e6; }
  body { font-size: 8pt; line-height: 1.28; } .page { display: block; padding: 0; max-width: none; } nav.contents, .skip { display: none; }
  h2 { margin-top: 1rem; } h3 { margin: .6rem 0 .15rem; } h4, h5 { margin: .35rem 0 .1rem; }
  h1, h2, h3, h4, h5, caption, figcaption, .act-line, .check-line, .bytes-head { break-after: avoid; } h2 { break-before: page; } .account h2, #hosts > h2, #matrix > h2, #integrity > h2 { break-before: auto; } .account li { break-inside: avoid; } tr, .drawn, .verdict, .terms div { break-inside: avoid; }
  thead { display: table-header-group; break-after: avoid; } .diagram { margin: .5rem 0; } .diagram.broad { page: broad; container-type: normal; } .diagram.broad .topology { min-width: 0; max-width: 100%; width: auto; }
  pre, pre.output { max-height: none; white-space: pre-wrap; overflow-wrap: anywhere; } .wide { overflow: visible; } table { font-size: 8pt; } .small { font-size: 7.5pt; } a { color: inherit; text-decoration: none; }
  .screen { display: none; } .paper { display: revert; } code { font-size: 7pt; } td code, .evidence code { font-size: 7pt; } .terms { gap: 0 1rem; margin: .25rem 0; } .terms div { padding: .04rem 0; }
  .inventory { columns: 2; } .step { padding: 0 .6rem .3rem; margin: .5rem 0; } .act, .check { margin: .3rem 0; padding-left: .5rem; } p { margin: .15rem 0; line-height: 1.28; } pre { margin: .15rem 0; padding: .15rem .4rem; line-height: 1.2; } pre, pre.output { font-size: 6.8pt; }
  .times, .events, .soft, .bytes-head, .bytes > summary, .hash, h5 { font-size: 7pt; } .evidence, .behind, .act-line, .step-line, details > summary,   .words { font-size: 7.5pt; } th, td { padding: .12rem .35rem; } .timeline time, .data time { white-space: normal; } .hashes { columns: 2; font-size: 6pt; } .hashes li, .hashes .hash { font-size: 6pt; } tr.screen + tr { background: none; }
  details::details-content { content-visibility: visible; height: auto; }
  * { print-color-adjust: exact; }
}
`;
