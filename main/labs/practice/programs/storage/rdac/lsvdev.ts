import { hasModule } from '../../../world/storage/drivers.ts';
import type { Program } from '../../program.ts';

/** /opt/mpp/lsvdev: which sd device each LUN of each array is. */
export const lsvdev: Program = (call) => {
  if (!call.machine.files.exists('/usr/sbin/mppUtil')) {
    call.write('/usr/sbin/mppUtil is not installed. /opt/mpp/lsvdev cannot be executed!\n');
    return Promise.resolve(1);
  }
  const runtime = call.world.state.storage.runtimes[call.machine.name];
  call.write('\tArray Name\tLun    sd device\n\t-------------------------------------\n');
  if (runtime === undefined || !hasModule(runtime.drivers, 'mppVhba')) return Promise.resolve(0);
  for (const module of runtime.modules) {
    for (const lun of module.luns) call.write(`\t${module.array}\t${String(lun.lun)}     -> /dev/${lun.node}\n`);
  }
  return Promise.resolve(0);
};
