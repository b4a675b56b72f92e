import { defineConfig } from 'vitest/config';

/** `unit` is fast and needs nothing but Node; `integration` uses real SSH, real files, real processes; `xen` is the Xen lab in QEMU;
 * `soak` takes hours. */
export default defineConfig({
  test: {
    projects: [
      // Property tests on a busy machine take their time; a hang is still seen.
      // The files of one worker share their modules: reading them anew for each file takes longer than most files do.
      {
        test: {
          name: 'unit',
          include: ['test/{core,main,renderer}/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          isolate: false,
          // Left out, one processor is kept free, which on two of them is half.
          maxWorkers: '100%',
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/{integration,packaging}/**/*.test.ts'],
          environment: 'node',
          testTimeout: 180_000,
          hookTimeout: 120_000,
          // Each file has folders, labs and sockets of its own.
          maxWorkers: 2,
        },
      },
      // Real hosts in QEMU, one lab after the other.
      {
        test: {
          name: 'xen',
          include: ['test/xen/**/*.test.ts'],
          environment: 'node',
          testTimeout: 1_800_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'soak',
          include: ['test/soak/**/*.test.ts'],
          environment: 'node',
          testTimeout: 14_400_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
