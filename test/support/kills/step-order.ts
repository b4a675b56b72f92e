import { orderSteps } from '../../../core/procedure/order.ts';
import { openProcedure } from '../../../main/app/procedures.ts';

/** The steps of the procedure that ships, in the order in which they are done. */
export async function stepOrder(): Promise<readonly string[]> {
  const procedure = await openProcedure('rhel5-rdac');
  if (!procedure.ok) throw new Error(procedure.problem.sentence);
  return orderSteps(procedure.value.procedure).order;
}
