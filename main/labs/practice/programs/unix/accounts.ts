import type { Program } from '../program.ts';
import { complain, options, programName } from './call-files.ts';
import { formatTime } from './identity.ts';

/** last of SysVinit 2.86: who is logged in, and the last boot. The lab keeps no wtmp of what was before. */
export const last: Program = (call) => {
  const { state } = call.machine;
  const seen = new Set<string>();
  for (const process of [...state.processes].reverse()) {
    if (!process.tty.startsWith('pts/') || seen.has(process.tty)) continue;
    seen.add(process.tty);
    call.write(
      `${process.user.padEnd(8)} ${process.tty.padEnd(12)} ${''.padEnd(16)} ${formatTime(process.startedAt, '%a %b %e %H:%M')}   still logged in\n`,
    );
  }
  const booted = state.bootedAt + state.clockSkewMs;
  call.write(`reboot   system boot  ${''.padEnd(16)} ${formatTime(booted, '%a %b %e %H:%M')}\n`);
  call.write(`\nwtmp begins ${formatTime(booted, '%a %b %e %H:%M:%S %Y')}\n`);
  return Promise.resolve(0);
};

/** su of coreutils 5.97: to root, the only account with a shell, and with -c; a shell of its own is not given. */
export const su: Program = (call) => {
  const { values, operands } = options(call, 'cs', ['command', 'shell']);
  const name = operands.find((word) => word !== '-') ?? 'root';
  const user = call.machine.state.users.find((candidate) => candidate.name === name);
  if (user === undefined) {
    complain(call, `user ${name} does not exist`);
    return Promise.resolve(1);
  }
  const command = values.get('c') ?? values.get('command');
  if (command !== undefined)
    return call.run([user.shell, '-c', command], { cwd: call.args.includes('-') ? user.home : call.cwd });
  call.writeError('su: this lab gives no second shell at a terminal; root is logged in already\n');
  return Promise.resolve(1);
};

/** passwd 0.73 for root: asks twice, and the next login needs the new one. */
export const passwd: Program = async (call) => {
  const name = call.args.find((word) => !word.startsWith('-')) ?? call.user;
  const user = call.machine.state.users.find((candidate) => candidate.name === name);
  if (user === undefined) {
    complain(call, `Unknown user name '${name}'.`);
    return 1;
  }
  call.write(`Changing password for user ${name}.\n`);
  const ask = async (question: string): Promise<string | null> => {
    if (call.tty !== null) return call.tty.ask(question, { hidden: true, signal: call.signal });
    return call.readLine();
  };
  const first = await ask('New UNIX password: ');
  const second = first === null ? null : await ask('Retype new UNIX password: ');
  if (first === null || second === null || first === '') {
    complain(call, 'Authentication token manipulation error');
    return 1;
  }
  if (first !== second) {
    call.write('Sorry, passwords do not match.\n');
    complain(call, 'Authentication token manipulation error');
    return 1;
  }
  user.password = first;
  call.write(`${programName(call)}: all authentication tokens updated successfully.\n`);
  return 0;
};

/** yum 3.0.1 on a host that was never registered and has no repository. */
export const yum: Program = async (call) => {
  await call.sleep(1_500);
  const [command] = call.args.filter((word) => !word.startsWith('-'));
  if (call.args.includes('--version')) {
    call.write('3.0.1\n');
    return 0;
  }
  if (command === undefined) {
    call.write('You need to give some command\n');
    return 1;
  }
  call.write('Loading "rhnplugin" plugin\nThis system is not registered with RHN.\nRHN support will be disabled.\n');
  if (command === 'clean') return 0;
  if (command === 'install') call.write('Setting up Install Process\nSetting up repositories\n');
  else call.write('Setting up repositories\n');
  call.write('No Repositories Available to Set Up\n');
  if (command === 'install' || command === 'update') call.write('Nothing to do\n');
  return 0;
};

/** An interpreter that tells its version and runs nothing: the lab has no Python and no Perl inside. */
export function interpreter(version: string, onError: boolean): Program {
  return (call) => {
    if (call.args.some((word) => word === '-V' || word === '-v' || word === '--version')) {
      if (onError) call.writeError(version);
      else call.write(version);
      return Promise.resolve(0);
    }
    complain(call, 'scripts are not run on practice hosts');
    return Promise.resolve(126);
  };
}

/** top of procps 3.2.7 in batch mode (-b, -n, -d); at a terminal it draws the same page until q or Ctrl-C. */
export const top: Program = async (call) => {
  const { given, values } = options(call, 'ndpuU');
  const batch = given.has('b');
  if (!batch && call.terminal === null) {
    call.writeError('top: failed tty get\n');
    return 1;
  }
  const rounds = values.has('n') ? Number(values.get('n')) : Number.POSITIVE_INFINITY;
  const delay = Number(values.get('d') ?? '3') * 1_000;
  const page = async (): Promise<void> => {
    let uptime = '';
    let memory = '';
    await call.run(['/usr/bin/uptime'], { collect: (text) => (uptime += text) });
    await call.run(['/usr/bin/free'], { collect: (text) => (memory += text) });
    const row = (name: string): readonly string[] =>
      new RegExp(`^${name}:\\s+(.*)$`, 'mu').exec(memory)?.[1]?.split(/\s+/u) ?? [];
    const [total = '0', used = '0', free = '0', , buffers = '0', cached = '0'] = row('Mem');
    const [swapTotal = '0', swapUsed = '0', swapFree = '0'] = row('Swap');
    const kilo = (text: string, width: number): string => `${text.padStart(width)}k`;
    const { processes } = call.machine.state;
    const running = processes.filter(({ state }) => state.startsWith('R')).length;
    const lines = [
      `top -${uptime.trimEnd()}`,
      `Tasks: ${String(processes.length).padStart(3)} total, ${String(running).padStart(3)} running, ${String(processes.length - running).padStart(3)} sleeping,   0 stopped,   0 zombie`,
      'Cpu(s):  0.3%us,  0.2%sy,  0.0%ni, 99.4%id,  0.1%wa,  0.0%hi,  0.0%si,  0.0%st',
      `Mem:  ${kilo(total, 8)} total, ${kilo(used, 8)} used, ${kilo(free, 8)} free, ${kilo(buffers, 8)} buffers`,
      `Swap: ${kilo(swapTotal, 8)} total, ${kilo(swapUsed, 8)} used, ${kilo(swapFree, 8)} free, ${kilo(cached, 8)} cached`,
      '',
      '  PID USER      PR  NI  VIRT  RES  SHR S %CPU %MEM    TIME+  COMMAND',
      ...[...processes]
        .sort((left, right) => left.pid - right.pid)
        .map(
          (each) =>
            `${String(each.pid).padStart(5)} ${each.user.padEnd(9)} 15   0  2060  624  536 ${each.state.charAt(0)}  0.0  0.0   0:00.00 ${(each.command.split(' ')[0] ?? '').replace(/^.*\//u, '')}`,
        ),
    ];
    if (batch || call.terminal === null) call.write(`${lines.join('\n')}\n\n`);
    else call.write(`\x1b[H\x1b[J${lines.slice(0, call.terminal.rows - 1).join('\n')}\n`);
  };
  for (let round = 0; round < rounds; round += 1) {
    if (round > 0) await call.sleep(delay);
    await page();
  }
  return 0;
};
