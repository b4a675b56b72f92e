import type { Page } from '@playwright/test';
import { OpenedWindow } from '../e2e/support/opened-window.ts';
import { sow } from '../e2e/support/seeds.ts';
import { interleaved, measurement, timed, type Measurement } from './measurement.ts';
import type { BenchOptions } from './subjects.ts';

/** Milliseconds in which a window can be worked with, and under which nearly every frame of a long list stays. */
const INTERACTIVE = 1500;
const FRAME = 34;
const FRAMES = 120;

/** The window in this machine's Chromium, served on 127.0.0.1, over two hundred runs of which the newest has sixteen hosts and every step. */
export async function benchWindow(options: BenchOptions): Promise<readonly Measurement[]> {
  options.say('window: two hundred runs, one of sixteen hosts');
  const opened = await OpenedWindow.open('loopback', { prepare: (data) => sow('many', data) });
  try {
    const { page } = opened;
    const latest = page.getByRole('table').getByRole('rowheader').getByRole('link').first();
    await latest.waitFor();
    const run = (await latest.textContent()) ?? '';
    const loads = Math.max(3, Math.round(options.rounds / 10));
    options.say(`window: loaded ${loads} times`);
    const [start = [], steps = []] = await interleaved(loads, 1, [
      () => loaded(opened, '#/', '.table tbody tr'),
      () => loaded(opened, `#/run/${run}/steps`, '.step-item'),
    ]);
    options.say('window: scrolled');
    const [own = [], floor = []] = await scrolled(opened, run, loads);
    const ratio = median(own) / median(floor);
    return [
      measurement('window', 'from the address to a start that can be worked with, 200 runs', start, INTERACTIVE),
      measurement('window', 'the same to a run of 16 hosts and every step', steps, INTERACTIVE),
      measurement('window', 'that run scrolled: 95% of frames within', own, FRAME),
      measurement('window', `an empty list as long, scrolled (the run takes ${ratio.toFixed(2)} times as long)`, floor),
    ];
  } finally {
    await opened.dispose();
  }
}

async function loaded(opened: OpenedWindow, address: string, there: string): Promise<unknown> {
  await opened.show(address);
  return timed(async () => {
    await opened.page.reload({ waitUntil: 'commit' });
    await opened.page.locator(there).first().waitFor();
    // A click would be heard now.
    await opened.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  });
}

/** For each round the time under which 95% of the frames were, of the list of steps and of an empty one. */
async function scrolled(opened: OpenedWindow, run: string, rounds: number): Promise<readonly (readonly number[])[]> {
  const own: number[] = [];
  const floor: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await opened.show(`#/run/${run}/steps`);
    await opened.page.locator('nav.steps .step-item').first().waitFor();
    own.push(await frames(opened.page, 'nav.steps'));
    await opened.page.evaluate(() => {
      const list = document.createElement('div');
      list.id = 'empty-list';
      list.style.cssText = 'position:fixed;inset:0;overflow:auto;background:Canvas;z-index:9999';
      const inside = document.createElement('div');
      inside.style.blockSize = '10000px';
      list.append(inside);
      document.body.append(list);
    });
    floor.push(await frames(opened.page, '#empty-list'));
    await opened.page.evaluate(() => document.getElementById('empty-list')?.remove());
  }
  return [own, floor];
}

/** Scrolls down and up again by the frame, and gives the time under which 95% of the frames were. */
async function frames(page: Page, list: string): Promise<number> {
  return page.evaluate(
    async ({ selector, count }) => {
      const scroller = document.querySelector(selector);
      if (scroller === null) throw new Error(`There is no ${selector}.`);
      const next = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
      const taken: number[] = [];
      let last = await next();
      for (let frame = 0; frame < count; frame += 1) {
        scroller.scrollBy(0, frame < count / 2 ? 80 : -80);
        const now = await next();
        taken.push(now - last);
        last = now;
      }
      return taken.sort((a, b) => a - b)[Math.ceil(taken.length * 0.95) - 1] ?? Number.NaN;
    },
    { selector: list, count: FRAMES },
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
