import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { inert } from '../../../core/evidence/inert.ts';
import { durationText } from '../../../core/run/duration.ts';
import { didYouMean } from '../../../core/procedure/similar.ts';
import { listeningInventory, sshLines } from '../../app/practice-access.ts';
import { labFolder, labOptions, machinesUp, PRACTICE, runningLab } from '../../app/practice-lab.ts';
import type { PracticeLabClient } from '../../labs/practice/client.ts';
import { dataFolder } from '../../store/data-folder.ts';
import type { CommandContext } from '../context.ts';
import { printData, table } from '../data-output.ts';
import { finish } from '../finish.ts';
import { collectNames } from '../option-lists.ts';
import { addWorldOptions, wishOf, type WorldChoice } from '../lab-choice.ts';
import { endFor, wrongInput } from '../problems.ts';
import { makeMistake, registerMistakes } from './lab-mistakes.ts';
import { registerXenLab } from './lab-xen.ts';

interface NameOption {
  readonly name: string;
  readonly json?: boolean;
}
interface UpOptions extends WorldChoice {
  readonly name: string;
  readonly fresh?: boolean;
  readonly foreground?: boolean;
  readonly writeInventory?: string;
  readonly mistake?: readonly string[];
}

/** `xenpath lab practice up|down|reset|status|inventory|ssh|console|power|pull|plug|fail|recover|mistakes|break`. */
export function registerLab(program: Command, context: CommandContext): void {
  const { terminal } = context;
  const folder = (): string => dataFolder(context.common().data);
  const labs = program.command('lab').description('labs that Xenpath runs itself');
  registerXenLab(labs, context);
  const practice = labs
    .command('practice')
    .description('simulated hosts: a Xen host or several, two switches, an array, over real SSH');
  const command = (words: string, about: string): Command =>
    practice.command(words).description(about).option('--name <name>', 'which lab, when there are several', PRACTICE);

  addWorldOptions(command('up', 'start the lab; goes on with the world that it had, unless it is told what to be'))
    .option('--fresh', 'a new world, whatever was there')
    .option('--foreground', 'stay until Ctrl-C, then take it down')
    .option('--mistake <name>', 'make a mistake of the catalogue in it; may be given several times', collectNames)
    .option('--write-inventory <file>', 'write an inventory of it, for --inventory and for other programs')
    .action(async (options: UpOptions) => {
      const wish = wishOf(options);
      const fresh = options.fresh === true || Object.keys(wish.world).length > 0;
      terminal.progress('… The practice lab is started');
      const started = await context.labs.start({
        options: labOptions(options.name, wish),
        folder: labFolder(folder(), options.name),
        fresh,
        listen: true,
      });
      terminal.progress('');
      if (!started.ok) throw endFor(started.problem);
      const lab = started.value;
      const { options: is, startedFrom } = await lab.status();
      if (startedFrom === 'journal') {
        terminal.progress('… Its machines start');
        await machinesUp(lab, context.signal);
        terminal.progress('');
      }
      const { world } = is;
      terminal.say(
        `The practice lab ${is.name} is up: ${startedFrom === 'new' ? 'a new world' : 'the world that it had'}, seed ${world.seed}, ${world.hosts} Xen host${world.hosts === 1 ? '' : 's'} (${world.architecture}), ${world.luns} LUNs, ${world.paths} paths, ${is.speed} times the pace of real hosts.`,
      );
      terminal.say('An ordinary SSH client gets in so:');
      for (const line of await sshLines(lab, folder())) terminal.say(`  ${sshCommand(line.arguments)}  # ${line.host}`);
      for (const mistake of options.mistake ?? []) await makeMistake(terminal, lab, mistake);
      if (options.writeInventory !== undefined) await writeInventory(lab, options.writeInventory);
      if (options.foreground !== true && context.labs.stay) {
        terminal.say(`It stays up until: xenpath lab practice down${options.name === PRACTICE ? '' : ` --name ${options.name}`}`);
        return;
      }
      terminal.say('Ctrl-C takes it down.');
      await new Promise<void>((resolve) => {
        // A timer keeps the process; the signal ends it.
        const alive = setInterval(() => {}, 60_000);
        const end = (): void => {
          clearInterval(alive);
          resolve();
        };
        if (context.signal.aborted) end();
        else context.signal.addEventListener('abort', end, { once: true });
      });
      await lab.stop();
      terminal.say('It is down; what it was stays, and goes on with the next up.');
    });

  command('down', 'take the lab down; what it was stays, and goes on with the next up').action(async (options: NameOption) => {
    const lab = await named(options.name);
    await lab.stop();
    terminal.say(`The practice lab ${lab.registration.name} is down.`);
  });

  command('reset', 'the same world again, as it was when it was new; host keys stay').action(async (options: NameOption) => {
    const lab = await named(options.name);
    await lab.reset();
    terminal.say(`The practice lab ${lab.registration.name} is as new.`);
  });

  command('status', 'what runs, and how to get in')
    .option('--json', 'as JSON')
    .action(async (options: NameOption) => {
      const lab = await named(options.name);
      const [status, { cables, controllers }] = await Promise.all([lab.status(), lab.rack()]);
      await printData(terminal, options.json ?? false, { ...status, cables, controllers }, () => [
        `The practice lab ${status.name} is up, process ${status.pid}: seed ${status.options.world.seed}, ${status.options.speed} times the pace of real hosts. Its time: ${status.now}`,
        ...table(
          status.hosts.map(({ name, role, power, address, dom0 }) => [
            `  ${name}`,
            role,
            power,
            address ?? 'no address yet',
            status.ports[name] === undefined ? '' : `127.0.0.1 port ${status.ports[name]}`,
            dom0 === null ? '' : `guest of ${dom0}`,
          ]),
        ),
        ...cables.filter(({ plugged }) => !plugged).map(({ label, ends }) => `Pulled: ${label}, between ${ends.join(' and ')}.`),
        ...controllers.filter(({ works }) => !works).map(({ name }) => `Controller ${name} does not work.`),
        status.idleEndMs === null
          ? 'It stays up until it is taken down.'
          : `A run started it: it goes down when nobody was connected for ${durationText(status.idleEndMs, 'about')}, and goes on with the next use.`,
        ...status.failures.map((failure) => `! ${inert(failure, { limit: 1000 })}`),
      ]);
    });

  command('inventory', 'the inventory of the lab, as YAML: its hosts at their ports on 127.0.0.1')
    .option('--json', 'as JSON')
    .option('--write <file>', 'into a file')
    .action(async (options: NameOption & { readonly write?: string }) => {
      const lab = await named(options.name);
      if (options.write !== undefined) {
        await writeInventory(lab, options.write);
        return;
      }
      const inventory = await listeningInventory(lab, folder());
      await printData(terminal, options.json ?? false, inventory, () => [stringify(inventory).trimEnd()]);
    });

  command('ssh <host> [command...]', 'log in to a host with the ssh of this machine')
    .allowUnknownOption()
    .action(async (host: string, words: readonly string[], options: NameOption) => {
      const lab = await named(options.name);
      const lines = await sshLines(lab, folder());
      const line = lines.find((one) => one.host === host);
      if (line === undefined)
        throw unknownHost(
          host,
          lines.map((one) => one.host),
        );
      const child = spawn('ssh', [...line.arguments, ...words], { stdio: 'inherit' });
      const status = await new Promise<number>((resolve) => {
        child.once('error', (error) => {
          terminal.say(`ssh could not be started: ${error.message}. The command is: ${sshCommand(line.arguments)}`);
          resolve(2);
        });
        child.once('exit', (code) => resolve(code ?? 255));
      });
      process.exitCode = status;
    });

  command('console <host>', 'what the serial console of a host showed last; its boot menu')
    .option('--menu', 'the entries of its boot menu, by number')
    .option('--boot <entry>', 'start it anew from this entry of the menu')
    .action(async (host: string, options: NameOption & { readonly menu?: boolean; readonly boot?: string }) => {
      const lab = await named(options.name);
      await mustHave(lab, host);
      if (options.boot !== undefined) {
        const entries = await lab.menu(host);
        const entry = /^[0-9]{1,2}$/u.test(options.boot) ? Number(options.boot) : -1;
        if (entries[entry] === undefined)
          throw wrongInput({
            code: 'usage',
            sentence: `\`${options.boot}\` is no entry of its menu.`,
            next: '--menu shows them by number.',
          });
        await lab.boot(host, entry);
        terminal.say(`${host} starts from “${entries[entry]}”.`);
        return;
      }
      const lines =
        options.menu === true ? (await lab.menu(host)).map((title, index) => `${index}  ${title}`) : await lab.console(host);
      await terminal.print(lines.map((line) => `${inert(line, { limit: 4000 })}\n`).join(''));
    });

  command('power <host> <verb>', "the button of a machine's front panel: on, off, reset").action(
    async (host: string, verb: string, options: NameOption) => {
      if (verb !== 'on' && verb !== 'off' && verb !== 'reset')
        throw wrongInput({ code: 'usage', sentence: `\`${verb}\`: on, off or reset was expected.` });
      const lab = await named(options.name);
      await mustHave(lab, host);
      await lab.power(host, verb);
      terminal.say(`${host}: ${verb === 'reset' ? 'reset' : `switched ${verb}`}.`);
    },
  );

  const hands = [
    ['pull', 'cable', 'pull a cable, named as its label is (lab practice inventory lists them)'],
    ['plug', 'cable', 'plug a cable in again'],
    ['fail', 'controller', 'let a controller of the array fail: A or B'],
    ['recover', 'controller', 'let a failed controller work again'],
  ] as const;
  for (const [verb, what, about] of hands) {
    command(`${verb} <${what}>`, about).action(async (given: string, options: NameOption) => {
      const lab = await named(options.name);
      const done = await lab.hands()[verb](given);
      if (!done.ok) throw wrongInput(done.problem);
      terminal.say(`${done.value.sentence} (${done.value.at}, the lab's time)`);
    });
  }

  registerMistakes(command, context, named);

  async function mustHave(lab: PracticeLabClient, host: string): Promise<void> {
    const { hosts } = await lab.status();
    const names = hosts.map(({ name }) => name);
    if (!names.includes(host)) throw unknownHost(host, names);
  }

  async function named(name: string): Promise<PracticeLabClient> {
    const lab = await runningLab({ folder: folder(), labs: context.labs }, name);
    if (lab !== undefined) return lab;
    throw wrongInput({
      code: 'no-such-lab',
      sentence: name === PRACTICE ? 'No practice lab runs.' : `No practice lab called ${inert(name)} runs.`,
      next: `Start it: xenpath lab practice up${name === PRACTICE ? '' : ` --name ${inert(name)}`}`,
    });
  }

  async function writeInventory(lab: PracticeLabClient, file: string): Promise<void> {
    const text = stringify(await listeningInventory(lab, folder()));
    try {
      await writeFile(file, text, { mode: 0o600 });
    } catch (error) {
      terminal.say(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`);
      finish(2);
      return;
    }
    terminal.say(`Its inventory: ${file}`);
  }
}

function unknownHost(host: string, hosts: readonly string[]): Error {
  const next = didYouMean(host, hosts) ?? `Its hosts are ${hosts.join(', ')}.`;
  return wrongInput({ code: 'no-such-host', sentence: `The lab has no host ${inert(host)}.`, next });
}

function sshCommand(words: readonly string[]): string {
  return ['ssh', ...words].map((word) => (/^[A-Za-z0-9@%_+=:,./-]+$/u.test(word) ? word : `'${word}'`)).join(' ');
}
