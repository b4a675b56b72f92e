import type { ProcessArguments } from '../labs/practice/lab-processes.ts';
import type { LabRegistration } from '../labs/practice/runtime-folder.ts';

/** What the desktop application says to a lab's utility process. With `connect` comes the port of a new connection. */
export type ToLab = { readonly say: 'start'; readonly given: ProcessArguments } | { readonly say: 'connect' };

/** What a lab's utility process says: who it is, once it is ready and whenever hosts came into being; or why it is not. */
export type FromLab =
  { readonly say: 'ready'; readonly registration: LabRegistration } | { readonly say: 'failed'; readonly sentence: string };
