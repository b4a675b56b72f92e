import { describe, expect, it } from 'vitest';
import { smcliHostTopology } from '../../../core/probes/smcli-topology.ts';
import { factsOf } from './fixtures.ts';

describe('smcli.hostTopology', () => {
  it('tells which host is in which group, and which ports are its own', () => {
    const facts = factsOf(smcliHostTopology, 'two-hosts');
    expect(facts.groups).toEqual(['XENGRP']);
    expect(facts.hosts).toEqual([
      {
        name: 'xenhost',
        group: 'XENGRP',
        ports: [
          { wwpn: '21:00:00:e0:8b:9a:1c:5e', label: 'xenhost_p0', hostType: 'Linux' },
          { wwpn: '21:01:00:e0:8b:ba:1c:5e', label: 'xenhost_p1', hostType: 'Linux' },
        ],
      },
      { name: 'backup', group: null, ports: [{ wwpn: '21:00:00:e0:8b:11:22:33', label: 'backup_p0', hostType: 'LNXCLVMWARE' }] },
    ]);
  });
});
