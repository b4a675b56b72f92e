import { describe, expect, it } from 'vitest';
import { action } from '../../../core/actions/action.ts';
import { expandAction } from '../../../core/actions/expand.ts';
import { EMPTY_FABRIC, type Scope } from '../../../core/checks/scope.ts';

const scope: Scope = {
  params: { devices: ['/dev/sdb', '/dev/sdc'], guest: 'test0', secret: 'a b' },
  hosts: [],
  fabric: EMPTY_FABRIC,
  captures: { address: '192.168.122.5' },
  captured: {},
  run: { id: 'r', operator: 'o' },
};
const host = { name: 'xen1', shell: 'posix' as const };
const expand = (given: object) => expandAction(action.parse({ id: 'a', class: 'change', ...given }), host, scope);

describe('acts', () => {
  it('are done once for each item, with exact text and devices', () => {
    const result = expand({
      class: 'destructive',
      forEach: 'params.devices',
      when: "item != '/dev/sdc'",
      run: 'mkfs {{ item }}',
      destroys: '[item]',
    });
    expect(result.ok && result.value).toMatchObject([
      { item: 0, itemValue: '/dev/sdb', text: 'mkfs /dev/sdb', destroys: ['xen1:/dev/sdb'], title: 'Run mkfs /dev/sdb' },
    ]);
  });
  it('of every kind say what they do', () => {
    const text = (given: object): string => {
      const result = expand(given);
      return result.ok ? (result.value[0]?.text ?? 'none') : result.problem.code;
    };
    expect(text({ edit: 'guest-value', file: '/etc/xen/{{ params.guest }}', with: { name: 'memory', value: 500 } })).toBe(
      'edit /etc/xen/test0 by guest-value name=memory value=500',
    );
    expect(text({ put: { text: 'x={{ params.guest }}\n' }, to: '/root/x' })).toBe(
      'put text of 8 characters to /root/x (mode 0644)',
    );
    expect(text({ class: 'reboot', reboot: '/sbin/reboot', deadline: '5m' })).toBe('/sbin/reboot');
    expect(text({ class: 'manual', manual: 'Pull it', hand: { verb: 'pull', what: 'xenhost-p1' } })).toBe(
      'Pull it [pull xenhost-p1]',
    );
    expect(
      text({
        join: { name: '{{ params.guest }}', role: 'guest', address: '{{ captures.address }}' },
      }),
    ).toBe('join test0 (guest) at root@192.168.122.5');
    expect(text({ run: 'x {{ captures.nothing }}' })).toBe('not-evaluated');
    expect(text({ run: 'x', when: '1 + 1' })).toBe('not-a-condition');
    expect(text({ run: 'x', forEach: "'abc'" })).toBe('not-a-list');
    expect(text({ class: 'destructive', run: 'x', destroys: '[1]' })).toBe('not-devices');
    expect(text({ run: 'x', when: 'false' })).toBe('none');
    expect(text({ put: { text: 'x' }, to: "{{ 'a\\nb' }}" })).toBe('control-character');
  });
  it('bring no password of a host that joins: that is for the inventory to refer to', () => {
    const join = { name: 'test0', role: 'guest', address: '192.168.122.5' };
    const read = (more: object) => action.safeParse({ id: 'enter', class: 'read', join: { ...join, ...more } }).success;
    expect([read({}), read({ password: 'geheim' })]).toEqual([true, false]);
  });
  it('carry the fault that they make', () => {
    const result = expand({ class: 'fault', run: 'portdisable 3', fault: { what: 'sw1:3', does: 'take' } });
    expect(result.ok && result.value[0]?.fault).toEqual({ what: 'sw1:3', does: 'take' });
  });
});
