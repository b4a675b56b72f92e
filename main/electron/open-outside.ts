import type { Dialog, Shell } from 'electron';
import { inert } from '../../core/evidence/inert.ts';
import { mayOpenOutside } from './origin.ts';

/** Where documentation of what Xenpath works with is. Nothing else is ever opened in the person's browser. */
export const DOCUMENTATION: ReadonlySet<string> = new Set([
  'access.redhat.com',
  'docs.redhat.com',
  'manpages.debian.org',
  'wiki.debian.org',
  'wiki.xenproject.org',
  'xenbits.xenproject.org',
  'www.ibm.com',
  'www.kernel.org',
]);

export interface OutsideOptions {
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  readonly shell: Pick<Shell, 'openExternal'>;
  readonly report: (what: string) => void;
}

/** Opens an address in the person's browser: one that is on the list, after the person saw all of it and agreed. True when it was opened. */
export async function openOutside(address: string, { dialog, shell, report }: OutsideOptions): Promise<boolean> {
  if (!mayOpenOutside(address, DOCUMENTATION)) {
    report(`An address was not opened: ${inert(address).slice(0, 500)}`);
    return false;
  }
  const { href } = new URL(address);
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: 'Open this address in your browser?',
    detail: href,
    buttons: ['Open', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  if (response !== 0) return false;
  await shell.openExternal(href);
  return true;
}
