import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { Command } from 'commander';
import { parse as parseYaml } from 'yaml';
import type { InventoryHost } from '../../../core/hosts/inventory.ts';
import { inert } from '../../../core/evidence/inert.ts';
import { describeProbe } from '../../../core/probes/describe-probe.ts';
import type { Parsed, Probe, ProbeOutput } from '../../../core/probes/probe.ts';
import { findProbe, probes } from '../../../core/probes/registry.ts';
import { didYouMean } from '../../../core/procedure/similar.ts';
import { runBatch } from '../../ssh/run-batch.ts';
import { withReach, type CommandContext } from '../context.ts';
import { printData, table } from '../data-output.ts';
import { whyNot } from '../../app/file-problem.ts';
import { finish } from '../finish.ts';
import { addLabOptions, labFor, type LabOptions } from '../lab-choice.ts';
import { pastedAdvice } from '../pasted.ts';
import { collectWords } from '../option-lists.ts';
import { endFor, wrongInput } from '../problems.ts';

interface RunProbeOptions extends LabOptions {
  readonly host: string;
  readonly with?: readonly string[];
  readonly json?: boolean;
}

interface ParseOptions {
  readonly with?: readonly string[];
  readonly exit: string;
  readonly stderr?: string;
}

/** `xenpath probe list|run|parse`. */
export function registerProbe(program: Command, context: CommandContext): void {
  const { terminal } = context;
  const probe = program.command('probe').description('the questions that hosts can be asked: commands with parsers');
  probe
    .command('list [words]')
    .description('every probe, or those with these letters in name or title')
    .option('--json', 'with parameters and the types of the facts')
    .action(async (words: string | undefined, options: { readonly json?: boolean }) => {
      const wanted = (words ?? '').toLowerCase();
      const found = probes.filter(({ name, title }) => `${name} ${title}`.toLowerCase().includes(wanted));
      const data = found.map(describeProbe);
      await printData(terminal, options.json ?? false, data, () =>
        table(found.map(({ name, title, roles }) => [name, roles.join('/'), title])),
      );
      if (found.length === 0)
        terminal.say(`No probe has “${inert(words ?? '')}” in its name or title; xenpath probe list names all ${probes.length}.`);
    });
  const run = probe
    .command('run <name>')
    .description('ask a host one probe: its facts, with the command; nothing is recorded')
    .requiredOption('--host <name>', 'host of the inventory')
    .option('--with <name=value>', 'a parameter of the probe; may be given several times', collectWords)
    .option('--json', 'facts, citations and output as JSON');
  addLabOptions(run).action(async (name: string, options: RunProbeOptions) => {
    const chosen = probeNamed(name);
    const parameters = probeParameters(chosen, options.with ?? []);
    const lab = await labFor(context, options);
    mustFit(chosen, options.host, lab.inventory.hosts[options.host]);
    await withReach(context, lab, {}, async (reach) => {
      const session = await reach.sessions.open(options.host, { signal: context.signal });
      if (!session.ok) throw endFor(session.problem);
      const command = chosen.command(parameters);
      const done = await runBatch(session.value, [{ command, deadlineMs: chosen.deadline }], {
        scale: lab.scale,
        signal: context.signal,
      });
      if (!done.ok) throw endFor(done.problem);
      const [answer] = done.value.answers;
      if (answer === undefined || answer.state === 'not-run') {
        throw endFor(answer?.problem ?? { code: 'not-asked', sentence: `${options.host} did not get to the question.` });
      }
      const parsed: Parsed<unknown> =
        answer.problem === undefined ? chosen.parse(answer.output, parameters) : { ok: false, problem: answer.problem };
      await tell(chosen, parsed, answer.output, options.json ?? false, {
        host: options.host,
        command,
        durationMs: answer.durationMs,
      });
    });
  });
  probe
    .command('parse <name>')
    .description('facts of one parser: the output of its command on standard input')
    .option('--with <name=value>', 'a parameter of the probe; may be given several times', collectWords)
    .option('--exit <status>', 'exit status of the command', '0')
    .option('--stderr <file>', 'what it wrote to standard error')
    .action(async (name: string, options: ParseOptions) => {
      const chosen = probeNamed(name);
      const parameters = probeParameters(chosen, options.with ?? []);
      if (!/^[0-9]{1,3}$/u.test(options.exit))
        throw wrongInput({ code: 'exit-status', sentence: `\`--exit ${options.exit}\` is no exit status.` });
      const stdout = new Uint8Array(await buffer(process.stdin));
      const stderr = options.stderr === undefined ? new Uint8Array() : await stderrOf(options.stderr);
      const output: ProbeOutput = { stdout, stderr, exit: Number(options.exit), truncated: false };
      const parsed = chosen.parse(output, parameters);
      if (parsed.ok) await terminal.print(`${JSON.stringify(parsed.facts, null, 2)}\n`);
      else notUnderstood({ ...parsed.problem, next: pastedAdvice(new TextDecoder().decode(stdout)) });
    });

  async function tell(
    asked: Probe,
    parsed: Parsed<unknown>,
    output: ProbeOutput,
    json: boolean,
    about: { readonly host: string; readonly command: string; readonly durationMs: number },
  ): Promise<void> {
    const decoder = new TextDecoder();
    const shown = parsed.ok ? { facts: parsed.facts, citations: parsed.citations } : { problem: parsed.problem };
    const streams = { exit: output.exit, stdout: decoder.decode(output.stdout), stderr: decoder.decode(output.stderr) };
    if (json) await terminal.print(`${JSON.stringify({ probe: asked.name, ...about, ...streams, ...shown }, null, 2)}\n`);
    else {
      terminal.say(`${about.host}: ${about.command}`);
      terminal.say(`exit status ${output.exit ?? 'none'}, ${about.durationMs.toFixed(0)} ms`);
      if (parsed.ok) await terminal.print(`${JSON.stringify(parsed.facts, null, 2)}\n`);
    }
    if (!parsed.ok) notUnderstood(parsed.problem);
  }

  function notUnderstood(problem: { readonly sentence: string; readonly next?: string }): void {
    terminal.say(problem.sentence);
    if (problem.next !== undefined) terminal.say(`  ${problem.next}`);
    finish(3);
  }
}

/** A probe is for hosts of some roles, and for one kind of shell: on another its command would mean something else, or nothing. */
function mustFit(probe: Probe, name: string, host: InventoryHost | undefined): void {
  if (host === undefined || (probe.roles.includes(host.role) && probe.shell === host.shell)) return;
  const sentence =
    `\`${probe.name}\` is for hosts of role ${probe.roles.join(' or ')} with a ${probe.shell} shell; ` +
    `${name} is of role ${host.role}, its shell is ${host.shell}.`;
  throw wrongInput({ code: 'probe-host', sentence, next: 'Nothing was sent. xenpath probe list names the roles of each probe.' });
}

async function stderrOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw wrongInput({
      code: 'file-unreadable',
      sentence: `${path} cannot be read: ${whyNot(error)}.`,
    });
  }
}

function probeNamed(name: string): Probe {
  const found = findProbe(name);
  if (found !== undefined) return found;
  const names = probes.map((probe) => probe.name);
  const next = didYouMean(name, names) ?? 'xenpath probe list names them all.';
  throw wrongInput({ code: 'unknown-probe', sentence: `There is no probe \`${name}\`.`, next });
}

/** Parameters as the probe takes them: a value that it does not take as text is read as YAML would be (numbers, lists, true). */
function probeParameters(probe: Probe, words: readonly string[]): unknown {
  const values: Record<string, unknown> = {};
  for (const word of words) {
    const at = word.indexOf('=');
    if (at < 1) throw wrongInput({ code: 'parameter-shape', sentence: `\`--with ${word}\` is not NAME=VALUE.` });
    values[word.slice(0, at)] = word.slice(at + 1);
  }
  let parsed = probe.parameters.safeParse(values);
  if (!parsed.success) {
    for (const { path } of parsed.error.issues) {
      const [key] = path;
      const text = typeof key === 'string' ? values[key] : undefined;
      if (typeof key === 'string' && typeof text === 'string') values[key] = readValue(text);
    }
    parsed = probe.parameters.safeParse(values);
  }
  if (parsed.success) return parsed.data;
  throw wrongInput(
    ...parsed.error.issues.map(({ path, message }) => ({
      code: 'probe-parameters',
      sentence: `\`${probe.name}\`: ${path.length === 0 ? '' : `parameter \`${path.join('.')}\`: `}${message}.`,
      next: `Write --with NAME=VALUE; xenpath probe list ${probe.name} --json shows its parameters.`,
    })),
  );
}

function readValue(text: string): unknown {
  try {
    return parseYaml(text) as unknown;
  } catch {
    return text;
  }
}
