import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { chromium, type Browser } from '@playwright/test';
import type { Opened } from './opened.ts';
import { built } from './root.ts';
import { takeLabsDown } from './take-labs-down.ts';
import type { WindowFolder } from './window-folder.ts';

/** The program as it was built, serving its window, and a browser that comes in by the printed address. The lab that a run starts goes with it. */
export async function openLoopback({ data, environment }: WindowFolder): Promise<Opened> {
  const program = spawn(process.execPath, [built('loopback/entry.js'), '--no-open'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(program, 'exit');
  const address = await firstLine(program);
  const browser = await launchBrowser();
  const page = await (await browser.newContext()).newPage();
  return {
    page,
    pid: program.pid ?? 0,
    load: () => page.goto(address),
    gone: ended.then(() => undefined),
    end: async () => {
      await browser.close();
      if (program.exitCode !== null || program.signalCode !== null) return;
      program.kill('SIGCONT');
      program.kill('SIGINT');
      await ended;
    },
    letGo: async () => {
      await browser.close();
      await takeLabsDown(data);
    },
  };
}

/** This machine's Chromium. */
async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['XENPATH_CHROMIUM'] ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}

async function firstLine(program: ChildProcess): Promise<string> {
  if (program.stdout === null) throw new Error('Its output is not heard.');
  for await (const line of createInterface({ input: program.stdout })) return line;
  throw new Error('The program ended before it said its address.');
}
