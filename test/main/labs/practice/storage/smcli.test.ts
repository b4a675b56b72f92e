import { describe, expect, test } from 'vitest';
import { run, sm, storageWorld } from './storage-world.ts';

describe('SMcli', () => {
  test('the frame of a command that succeeds', async () => {
    const { world } = storageWorld();
    expect((await sm(world, 'show storageSubsystem healthStatus;')).out).toBe(
      'Performing syntax check...\n\nSyntax check complete.\n\nExecuting script...\n\nStorage subsystem health status = optimal.\n\nScript execution complete.\n\nSMcli completed successfully.\n',
    );
    const silent = await run(world, 'array', [
      '/opt/IBM_DS4000/client/SMcli',
      '-n',
      'ARCJMTDS48K1',
      '-S',
      '-c',
      'show storageSubsystem healthStatus;',
    ]);
    expect(silent.out).toBe('Storage subsystem health status = optimal.\n\n');
  });

  test('chapter 1 from nothing: drives, owners that alternate, mappings, the access LUN', async () => {
    const { world } = storageWorld({ luns: null });
    const script = [
      'create hostGroup userLabel="XENGRP";',
      'create host userLabel="xenhost" hostGroup="XENGRP";',
      'create hostPort identifier="210000e08b9a1c5e" userLabel="xenhost_p0" host="xenhost" hostType="Linux";',
      'create logicalDrive drives=(0,1 0,2 0,3 0,4 0,5) raidLevel=5 userLabel="xen_lun0" capacity=2GB segmentSize=64;',
      'create logicalDrive array="1" userLabel="xen_lun1" capacity=2 GB;',
      'set logicalDrive ["xen_lun0"] logicalUnitNumber=0 hostGroup="XENGRP";',
      'set logicalDrive ["xen_lun1"] logicalUnitNumber=1 hostGroup="XENGRP";',
    ].join('\n');
    const ran = await sm(world, script);
    expect(ran.status, ran.out).toBe(0);
    const mappings = (await sm(world, 'show storageSubsystem lunMappings;')).out;
    expect(mappings).toMatch(/Access Logical Drive\s+31\s+A,B\s+Host Group XENGRP\s+Optimal/u);
    expect(mappings).toMatch(/xen_lun1\s+1\s+B\s+Host Group XENGRP\s+Optimal/u);
    const one = (await sm(world, 'show logicalDrive ["xen_lun0"];')).out;
    expect(one).toMatch(/Capacity:\s+2\.000 GB \(2,147,483,648 Bytes\)/u);
    expect(one).toMatch(/Preferred owner:\s+Controller in slot A/u);
  });

  test.each([
    ['show nonsense;', 'Syntax error', 13],
    ['show storageSubsystem healthStatus', 'Syntax error', 13],
    ['create host userlabel=;', 'Syntax error', 13],
    ['create hostGroup userLabel="XENGRP";', 'identifier you provided already exists', 16],
    ['set logicalDrive ["xen_lun2"] logicalUnitNumber=0 hostGroup="XENGRP";', 'logical unit number is already in use', 16],
    ['show logicalDrive ["nobody"];', 'Could not find logical drive "nobody"', 16],
    ['set logicalDrive ["xen_lun0"] logicalUnitNumber=9 hostGroup="OTHER";', 'There is no host group', 16],
    ['reset storageSubsystem logicalDriveDistribution;', 'preferred owner', 16],
    ['create logicalDrive array=1 userLabel="big" capacity=9TB;', 'not enough space', 16],
  ])('%s is refused', async (script, sentence, status) => {
    const { world } = storageWorld();
    const ran = await sm(world, script);
    expect(ran.out).toContain(sentence);
    expect(ran.out.endsWith('SMcli failed.\n')).toBe(true);
    expect(ran.status).toBe(status);
  });

  test('an address that is no controller', async () => {
    const { world } = storageWorld();
    const ran = await run(world, 'array', ['/opt/IBM_DS4000/client/SMcli', '10.0.0.9', '-c', 'show storageSubsystem profile;']);
    expect(ran.status).toBe(4);
  });
});
