import { expect, test } from 'vitest';
import { restarts } from '../../../core/run/restarting.ts';

const run = (command: string, host = 'xen1') => ({ kind: 'run', command, place: { step: 's', host } }) as const;
const reboot = { kind: 'reboot', command: '/sbin/shutdown -r now', place: { step: 's', host: 'xen1' } } as const;

test('a reboot takes the host away, and its guests with it, and nothing else', () => {
  expect(restarts(reboot, 'xen1', null)).toBe(true);
  expect(restarts(reboot, 'guest', 'xen1')).toBe(true);
  expect(restarts(reboot, 'xen2', null)).toBe(false);
  expect(restarts(reboot, 'guest', 'xen2')).toBe(false);
  expect(restarts({ ...reboot, on: 'xen2' }, 'xen2', null)).toBe(true);
});

test.each([
  ['/usr/sbin/xm shutdown -w guest', true],
  ['/usr/sbin/xm create guest', true],
  ['/usr/sbin/xm reboot -w guest', true],
  ['/usr/sbin/virt-install --name guest --ram 500', true],
  ['/usr/sbin/xm create guest2', false],
  ['/usr/sbin/xm list guest', false],
])('of a guest, on its host: %s', (command, away) => {
  expect(restarts(run(command), 'guest', 'xen1')).toBe(away);
  // The host itself stays, and so does a guest of that name on another.
  expect(restarts(run(command), 'xen1', null)).toBe(false);
  expect(restarts(run(command), 'guest', 'xen2')).toBe(false);
});

test('a command that takes its own host down', () => {
  expect(restarts(run('sync; /sbin/reboot'), 'xen1', null)).toBe(true);
  expect(restarts(run('grep shutdown /var/log/messages'), 'xen1', null)).toBe(false);
});
