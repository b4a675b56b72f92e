import { join } from 'node:path';
import { openConnection } from '../../../main/store/connection.ts';

/** Does something to the evidence as another program would, past what keeps events as they are. */
export async function tamper(data: string, sql: string): Promise<void> {
  const connection = await openConnection(join(data, 'evidence.db'), 'write');
  const triggers = await connection.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'trigger'");
  for (const { name } of triggers) await connection.script(`DROP TRIGGER ${name}`);
  await connection.script(sql);
  await connection.close();
}
