import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { WorldClock } from '../../../main/labs/practice/serve/clock.ts';
import { smallWorld } from '../../main/labs/practice/small-world.ts';

/** Milliseconds of ours that this process is stopped, with something to read when it goes on. */
const STOPPED = 500;
const SPEED = 240;

/** Of a process that did not get a processor, a command within the lab must not notice anything: it is no slow host. */
it('lets no time pass in the world while this process gets no processor, whatever comes in first afterwards', async () => {
  const { world } = smallWorld();
  const clock = new WorldClock(world.now(), SPEED, (problem) => {
    throw problem;
  });
  world.runBy(clock.now);
  clock.drive(world);
  const stopper = spawn('sh', [
    '-c',
    `read -r go; sleep 0.05; kill -STOP ${process.pid}; echo word; sleep ${STOPPED / 1000}; kill -CONT ${process.pid}`,
  ]);
  const told: number[] = [];
  // As each session does that brings something: it asks for the time, and puts something into the agenda.
  stopper.stdout.on('data', () => {
    told.push(world.now());
    void world.wait(1);
  });
  const ended = once(stopper, 'exit');
  const began = world.now();
  const over: string[] = [];
  const deadline = world.wait(100_000).then(() => over.push('deadline'));
  const command = (async () => {
    await world.wait(40_000);
    await world.wait(40_000);
    over.push('command');
  })();
  const before = performance.now();
  stopper.stdin.end('go\n');
  await Promise.all([command, deadline, ended]);
  clock.stop();
  expect(performance.now() - before).toBeGreaterThan(STOPPED);
  expect(STOPPED * SPEED).toBeGreaterThan(100_000);
  expect(over).toEqual(['command', 'deadline']);
  expect(told).toHaveLength(1);
  expect((told[0] ?? Infinity) - began).toBeLessThan(45_000);
});
