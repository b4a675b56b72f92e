import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { stringify } from 'yaml';
import { inert } from '../../../core/evidence/inert.ts';
import { durationText } from '../../../core/run/duration.ts';
import { didYouMean } from '../../../core/procedure/similar.ts';
import type { Inventory } from '../../../core/hosts/inventory.ts';
import { assetsFolder } from '../../app/materials.ts';
import { XEN } from '../../app/xen-lab.ts';
import { acceleratorHere } from '../../labs/xen/accelerator.ts';
import type { XenLabClient } from '../../labs/xen/client.ts';
import { buildImages, imagesOf, missingImages } from '../../labs/xen/images.ts';
import { defaultXenLab, xenLabStates, type XenLabOptions, type XenLabState } from '../../labs/xen/options.ts';
import type { XenPlaces } from '../../labs/xen/places.ts';
import type { LabProgress } from '../../labs/xen/progress.ts';
import { lookAtMachine, mayStart, needsSentence } from '../../labs/xen/requirements.ts';
import { cleanXenLabs, findXenLab, startXenLab, xenPlaces } from '../../labs/xen/start.ts';
import type { CommandContext } from '../context.ts';
import { printData, table } from '../data-output.ts';
import { endFor, wrongInput } from '../problems.ts';

interface NameOption {
  readonly name: string;
  readonly json?: boolean;
}
interface BuildOptions {
  readonly hosts: '1' | '2';
  readonly state: XenLabState;
  readonly json?: boolean;
}

/** `xenpath lab xen build|up|down|reset|status|inventory|ssh|console|power|pull|plug|fail|recover|clean`. */
export function registerXenLab(lab: Command, context: CommandContext): void {
  const { terminal } = context;
  const xen = lab
    .command('xen')
    .description('real hosts in QEMU: a Xen host or two, two switches, an array with two controllers');
  const command = (words: string, about: string): Command =>
    xen.command(words).description(about).option('--name <name>', 'which lab, when there are several', XEN);
  const sized = (of: Command): Command =>
    of
      .addOption(new Option('--hosts <number>', 'Xen hosts').choices(['1', '2']).default('1'))
      .addOption(new Option('--state <stage>', 'how far it has come').choices([...xenLabStates]).default(defaultXenLab.state))
      .option('--json', 'progress and outcome as lines of JSON');

  sized(xen.command('build').description('build the machines from Debian packages, without starting them')).action(
    async (options: BuildOptions) => {
      await build({ ...defaultXenLab, hosts: hostsOf(options), state: options.state }, options.json ?? false);
      if (options.json === true) await terminal.print(`${JSON.stringify({ outcome: 'built', state: options.state })}\n`);
      else terminal.say('The machines are built.');
    },
  );

  sized(command('up', 'start the lab: the first time it is built and booted, later it is brought back as it was kept')).action(
    async (options: BuildOptions & NameOption) => {
      const wish: XenLabOptions = { name: options.name, hosts: hostsOf(options), state: options.state };
      const places = await build(wish, options.json ?? false);
      const began = Date.now();
      const started = await startXenLab(wish, places, progress(options.json ?? false), context.signal);
      terminal.progress('');
      if (!started.ok) throw endFor(started.problem);
      const status = await started.value.status();
      if (options.json === true) {
        await terminal.print(`${JSON.stringify({ outcome: 'up', ms: Date.now() - began, ...status })}\n`);
        return;
      }
      terminal.say(
        `The Xen lab ${status.name} is up after ${durationText(Date.now() - began)}: state ${status.options.state}, ${status.accelerator.toUpperCase()}.`,
      );
      const name = options.name === XEN ? '' : ` --name ${options.name}`;
      for (const machine of status.machines) terminal.say(`  ${machine.name}: xenpath lab xen ssh ${machine.name}${name}`);
      terminal.say(`It stays up until: xenpath lab xen down${name}`);
    },
  );

  command('down', 'take the lab down; what was done in it is gone, built machines and kept states stay').action(
    async ({ name }: NameOption) => {
      await (await named(name)).stop();
      terminal.say(`The Xen lab ${name} is down.`);
    },
  );

  command('reset', 'back to the state that it began in').action(async ({ name }: NameOption) => {
    const running = await named(name);
    terminal.progress('… The kept state is brought back');
    const done = await running.reset();
    terminal.progress('');
    if (!done.ok) throw endFor(done.problem);
    terminal.say(`The Xen lab ${name} is as it was when it came up.`);
  });

  command('status', 'what runs, and which cables have light')
    .option('--json', 'as JSON')
    .action(async ({ name, json }: NameOption) => {
      const status = await (await named(name)).status();
      await printData(terminal, json ?? false, status, () => [
        `The Xen lab ${status.name} is up, process ${status.pid}: state ${status.options.state}, ${status.accelerator.toUpperCase()}, since ${status.startedAt}.`,
        ...table(
          status.machines.map((machine) => [
            `  ${machine.name}`,
            machine.role,
            `127.0.0.1 port ${machine.sshPort}`,
            `process ${machine.pid}`,
          ]),
        ),
        ...table(status.cables.map(({ label, pulled, light }) => [`  ${label}`, pulled ? 'pulled' : light ? 'light' : 'dark'])),
        ...status.failedControllers.map((controller) => `  Controller ${controller} has failed.`),
      ]);
    });

  command('inventory', 'the inventory of the lab, as YAML')
    .option('--json', 'as JSON')
    .option('--write <file>', 'into a file')
    .action(async ({ name, json, write }: NameOption & { readonly write?: string }) => {
      const inventory = await (await named(name)).inventory();
      if (write === undefined) {
        await printData(terminal, json ?? false, inventory, () => [stringify(inventory).trimEnd()]);
        return;
      }
      try {
        await writeFile(write, stringify(inventory), { mode: 0o600 });
      } catch (error) {
        throw wrongInput({
          code: 'file-not-written',
          sentence: `${write} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
        });
      }
      terminal.say(`Its inventory: ${write}`);
    });

  command('ssh <host> [command...]', 'log in to a machine with the ssh of this machine')
    .allowUnknownOption()
    .action(async (host: string, words: readonly string[], { name }: NameOption) => {
      const inventory = await (await named(name)).inventory();
      const line = await sshWords(inventory, mustHave(inventory, host));
      const child = spawn('ssh', [...line, ...words], { stdio: 'inherit' });
      process.exitCode = await new Promise<number>((resolve) => {
        child.once('error', (error) => {
          terminal.say(`ssh could not be started: ${error.message}.`);
          resolve(2);
        });
        child.once('exit', (code) => resolve(code ?? 255));
      });
    });

  command('console <host>', 'what the serial console of a machine showed last').action(
    async (host: string, { name }: NameOption) => {
      const running = await named(name);
      const lines = await running.console(mustHave(await running.inventory(), host));
      await terminal.print(lines.map((line) => `${inert(line, { limit: 4000 })}\n`).join(''));
    },
  );

  command('power <host>', "the button on a machine's front that starts it anew").action(
    async (host: string, { name }: NameOption) => {
      const running = await named(name);
      const done = await running.power(mustHave(await running.inventory(), host));
      if (!done.ok) throw endFor(done.problem);
      terminal.say(`${host} was reset.`);
    },
  );

  const hands = [
    ['pull', 'cable', 'pull a cable, named as its label is (lab xen status lists them)'],
    ['plug', 'cable', 'plug a cable in again'],
    ['fail', 'controller', 'let a controller of the array fail: A or B'],
    ['recover', 'controller', 'let a failed controller work again'],
  ] as const;
  for (const [verb, what, about] of hands) {
    command(`${verb} <${what}>`, about).action(async (given: string, { name }: NameOption) => {
      const done = await (await named(name)).hands()[verb](given);
      if (!done.ok) throw wrongInput(done.problem);
      terminal.say(`${done.value.sentence} (${done.value.at})`);
    });
  }

  xen
    .command('clean')
    .description('remove what was built and every kept state')
    .action(async () => {
      const places = await xenPlaces(assetsFolder);
      const done = await cleanXenLabs(places);
      if (!done.ok) throw endFor(done.problem);
      terminal.say(`${places.folder} is gone.`);
    });

  /** Checks this machine, tells what the lab will be, and builds what is missing. */
  async function build(wish: XenLabOptions, json: boolean): Promise<XenPlaces> {
    const places = await xenPlaces(assetsFolder);
    const missing = missingImages(await imagesOf(places), wish.hosts, wish.state);
    const may = mayStart(await lookAtMachine(places.folder), wish, missing.length > 0);
    if (!may.ok) throw endFor(may.problem);
    const { accelerator, sentence } = await acceleratorHere();
    if (!json) terminal.say(needsSentence(wish, accelerator));
    if (!json) terminal.say(sentence);
    const built = await buildImages(places, wish.hosts, wish.state, progress(json), context.signal);
    terminal.progress('');
    if (!built.ok) throw endFor(built.problem);
    return places;
  }

  function progress(json: boolean): (told: LabProgress) => void {
    if (json) return (told) => void terminal.print(`${JSON.stringify({ progress: told })}\n`);
    return ({ what, leftMs }) => {
      terminal.say(`… ${what}${leftMs === null ? '' : `; ${durationText(leftMs, 'about')} left, about`}`);
    };
  }

  async function named(name: string): Promise<XenLabClient> {
    const running = await findXenLab(name);
    if (running !== undefined) return running;
    throw wrongInput({
      code: 'no-such-lab',
      sentence: name === XEN ? 'No Xen lab runs.' : `No Xen lab called ${inert(name)} runs.`,
      next: `Start it: xenpath lab xen up${name === XEN ? '' : ` --name ${inert(name)}`}`,
    });
  }
}

function hostsOf({ hosts }: Pick<BuildOptions, 'hosts'>): 1 | 2 {
  return hosts === '2' ? 2 : 1;
}

function mustHave(inventory: Inventory, host: string): string {
  const names = Object.keys(inventory.hosts);
  if (names.includes(host)) return host;
  const next = didYouMean(host, names) ?? `Its machines are ${names.join(', ')}.`;
  throw wrongInput({ code: 'no-such-host', sentence: `The lab has no machine ${inert(host)}.`, next });
}

/** Arguments of ssh(1) for a machine: its key is compared by its name in this lab, whatever its port is today. */
async function sshWords(inventory: Inventory, host: string): Promise<readonly string[]> {
  const target = inventory.hosts[host];
  if (target === undefined) return [];
  const folder = (await xenPlaces(assetsFolder)).folder;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const known = join(folder, 'known_hosts');
  return [
    ...['-p', String(target.port), ...(target.auth.key === undefined ? [] : ['-i', target.auth.key])],
    ...[
      '-o',
      'IdentitiesOnly=yes',
      '-o',
      `UserKnownHostsFile=${known}`,
      '-o',
      `HostKeyAlias=${host}-${target.hostKey?.slice(7, 19) ?? ''}`,
    ],
    ...['-o', 'StrictHostKeyChecking=accept-new', '-o', 'LogLevel=ERROR', `${target.user}@127.0.0.1`],
  ];
}
