/**
 * Writes docs/limits.md from what the fixtures say of themselves; `--check` only tells whether the file is as it would be written.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root, setUp } from './setup.mjs';

const registry = join(root, 'dist', 'core', 'probes', 'registry.js');
if (!existsSync(registry)) setUp();
const { probes } = await import(registry);
const file = join(root, 'docs', 'limits.md');
const folder = join(root, 'test', 'fixtures', 'probes');

function fixturesOf(probe) {
  let names;
  try {
    names = readdirSync(join(folder, probe.name)).filter((name) => name.endsWith('.json'));
  } catch {
    names = [];
  }
  return names.sort().map((name) => ({
    probe,
    name: name.slice(0, -'.json'.length),
    ...JSON.parse(readFileSync(join(folder, probe.name, name), 'utf8')),
  }));
}

const { programsOfHosts, absentCommands } = await import(join(root, 'dist', 'main', 'labs', 'practice', 'programs', 'known.js'));
const fixtures = probes.flatMap(fixturesOf);
const of = (sure) => fixtures.filter((one) => one.sure === sure);
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (rows) =>
  ['| probe | fixture | what is known of it |', '|---|---|---|', ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`)].join(
    '\n',
  );
const rows = (list) => list.map(({ probe, name, source }) => [`\`${probe.name}\``, name, source]);

/** Probes none of whose fixtures was printed by a real program. */
const unseen = probes.filter((probe) => {
  const own = fixturesOf(probe);
  return !own.some(({ sure }) => sure === 'captured' || sure === 'article');
});

const text = `# What is not proven

This page is written by \`node scripts/limits.mjs\` from the fixtures' own words; \`npm test\` fails when it is out of date.

Xenpath reads what programs of 2008 print, and most of them cannot be run any more. A parser is as good as the output that it was
written against. Each fixture in \`test/fixtures/probes\` says where it is from and how sure its form is:

| how sure | fixtures | meaning |
|---|--:|---|
| article | ${of('article').length} | as the article prints it |
| captured | ${of('captured').length} | printed by a real program: captured, or published by somebody who captured it |
| assembled | ${of('assembled').length} | the form is from the program's source or manual, the values are made up |
| memory | ${of('memory').length} | the form was never compared with real output |

What the practice lab prints proves nothing about these forms: its programs and the parsers share no text, but they were written from the
same knowledge. On a real host a form that the parser does not know ends in the outcome _error_, with the bytes kept, and never in
_pass_ or _fail_. \`xenpath probe parse NAME < output\` tells whether a parser understands what a host of yours printed; an output that
it does not understand is worth a fixture (CONTRIBUTING.md).

## Known from memory

${table(rows(of('memory')))}

## Assembled from source or manual

${table(rows(of('assembled')))}

## Probes without any real output

${unseen.map((probe) => `- \`${probe.name}\`: ${probe.source}`).join('\n')}

## Other limits

- The practice lab is a model. Durations, amounts of I/O and the kernel's messages are those that its world computes, scaled in time; a stall
  measured there says nothing about a stall on real hardware. Every page of a run on it says so.
- A PDF is printed by a Chromium, Chrome or Edge of the machine (131 or later for headers and page numbers); none is brought along. Where
  there is none, the HTML file is written instead.
- The practice lab's hosts have ${programsOfHosts.length} programs: ${programsOfHosts.map((name) => `\`${name}\``).join(' ')}. A command that is not among them is not found,
  although a RHEL 5.1 may have it: ${absentCommands.map((name) => `\`${name}\``).join(' ')} are the ones that are missed most.
- Scripts of Python and Perl do not run on practice hosts: both tell their version and refuse the rest. \`su\` gives no second shell, \`ssh\` has no
  keys of its own and forwards nothing, \`yum\` has no repository, \`last\` knows only this boot, \`top\` takes no keys, and \`bash\` typed at a prompt has none.
- From memory, on practice hosts: lengths of kernels, initrds and symbol tables under \`/boot\`, the accounts in \`/etc/passwd\`, \`/etc/inittab\`, the words of
  \`vi\`, \`yum\`, \`passwd\` and \`top\`. The hash in \`/etc/shadow\` is made up. \`du\` counts an installation's files that are not listed below \`/usr\`.
- The practice hosts' shell is not bash: see \`test/main/labs/practice/shell/scripts.ts\` for what is held to dash, bash and busybox.
- A fact is as true as the program that printed it. A host whose root user lies is not detected.
- The hash chain shows that evidence was changed after it was stored, not who stored it: nothing signs it.
- Clocks: times are this machine's; a host's skew is measured at connection, in whole seconds.
`;

const wanted = await format(text, { ...(await resolveConfig(file)), parser: 'markdown' });
if (process.argv.includes('--check')) {
  let there = '';
  try {
    there = readFileSync(file, 'utf8');
  } catch {
    // Told below.
  }
  if (there !== wanted) {
    process.stderr.write('docs/limits.md is not what the fixtures say: run node scripts/limits.mjs.\n');
    process.exitCode = 1;
  }
} else writeFileSync(file, wanted);
