import { hasModule } from '../../../world/storage/drivers.ts';
import { rescanBus } from '../../../world/storage/host.ts';
import type { Program } from '../../program.ts';

/** /usr/sbin/mppBusRescan, also called hot_add: looks for new LUNs on every HBA host, then on RDAC's. */
export const mppBusRescan: Program = async (call) => {
  const runtime = call.world.state.storage.runtimes[call.machine.name];
  if (runtime === undefined || !hasModule(runtime.drivers, 'mppVhba')) {
    call.write('mppVhba driver is not loaded, the bus cannot be rescanned\n');
    return 1;
  }
  call.write('Starting new devices re-scan...\n');
  await call.sleep(2_000);
  for (const finding of rescanBus(call.world, call.machine.name)) {
    const host = `/sys/class/scsi_host/host${String(finding.scsiHost.number)}`;
    if (finding.scsiHost.driver === 'mpp') call.write('run /usr/sbin/mppUtil -s busscan...\n');
    call.write(finding.scsiHost.driver === 'mpp' ? `scan mpp virtual host ${host}...\n` : `scan qla2 HBA host ${host}...\n`);
    for (const found of finding.added) {
      const address = `${String(finding.scsiHost.number)}:0:${String(found.target)}:${String(found.lun)}`;
      call.write(`\tfound ${address}${found.node === null ? '' : `->/dev/${found.node}`}\n`);
    }
    for (const gone of finding.removed)
      call.write(`\tremoved ${String(finding.scsiHost.number)}:0:${String(gone.target)}:${String(gone.lun)}\n`);
    if (finding.added.length === 0) call.write('\tno new device found\n');
    await call.sleep(500);
  }
  return 0;
};
