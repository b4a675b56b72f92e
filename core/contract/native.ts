import { z } from 'zod';
import { call, stream } from './contract.ts';
import { name, nothing } from './ours.ts';

/** What the native menus have beside what Electron itself does: the window does it as if it had been asked there. */
export const windowCommand = z.enum(['run.new', 'report.save', 'search', 'palette', 'terminals', 'settings', 'shortcuts']);
export type WindowCommand = z.infer<typeof windowCommand>;

/** Forms that a report can be saved in. */
export const reportForm = z.enum(['html', 'pdf', 'json', 'junit']);

/** What only an entry with a desktop around it can do. Problem elsewhere: `not-here`. */
export const nativeCalls = {
  /** Commands chosen in the native menus; ends at once where there are none. */
  'native.commands': stream(nothing, windowCommand),
  /** Opens documentation in the person's browser, once the person has seen the whole address and agreed. False: not opened. */
  'native.openOutside': call(z.strictObject({ address: z.string().max(2000) }), z.boolean()),
  /** Asks where, and writes the report there. The path; null when the person thought better of it. */
  'native.saveReport': call(z.strictObject({ run: name, form: reportForm }), z.string().nullable()),
};
