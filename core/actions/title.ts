import { assertNever } from '../result.ts';
import type { ActWork } from './expand.ts';

/** A title for an act whose author gave none. */
export function actionTitle(work: ActWork): string {
  switch (work.kind) {
    case 'run':
      return `Run ${work.command.length > 60 ? `${work.command.slice(0, 57)}...` : work.command}`;
    case 'edit':
      return `Edit ${work.file}`;
    case 'put':
      return `Put ${work.to}`;
    case 'reboot':
      return 'Reboot';
    case 'manual':
      return work.text;
    case 'join':
      return `Bring ${work.name} into the run`;
    default:
      return assertNever(work);
  }
}
