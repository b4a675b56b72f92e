import type { Program } from '../../program.ts';

/** /usr/bin/free of procps 3.2.7: what /proc/meminfo says, in kibibytes, -m, -g or -b. */
export const free: Program = (call) => {
  const bad = call.args.find((arg) => !/^-[bkmgot]+$/u.test(arg));
  if (bad !== undefined) {
    call.writeError(
      `free: invalid option -- ${bad.replace(/^-+/u, '').charAt(0)}\nusage: free [-b|-k|-m|-g] [-l] [-o] [-t] [-s delay] [-c count] [-V]\n`,
    );
    return Promise.resolve(1);
  }
  const text = call.machine.files.exists('/proc/meminfo') ? call.machine.files.readText('/proc/meminfo') : '';
  const value = (name: string): number => Number(new RegExp(`^${name}:\\s+([0-9]+)`, 'mu').exec(text)?.[1] ?? 0);
  const unit = call.args.some((arg) => arg.includes('m')) ? 1024 : call.args.some((arg) => arg.includes('g')) ? 1024 ** 2 : 1;
  const factor = call.args.some((arg) => arg.includes('b')) ? 1024 : 1;
  const row = (label: string, cells: readonly number[]): string =>
    `${label}${cells.map((cell) => String(Math.floor((cell * factor) / unit)).padStart(11)).join('')}\n`;
  const total = value('MemTotal');
  const left = value('MemFree');
  const buffers = value('Buffers');
  const cached = value('Cached');
  const swap = value('SwapTotal');
  call.write('             total       used       free     shared    buffers     cached\n');
  call.write(row('Mem:   ', [total, total - left, left, 0, buffers, cached]));
  call.write(`-/+ buffers/cache: ${row('', [total - left - buffers - cached, left + buffers + cached]).slice(1)}`);
  call.write(row('Swap:  ', [swap, swap - value('SwapFree'), value('SwapFree')]));
  return Promise.resolve(0);
};
