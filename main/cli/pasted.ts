import { inert } from '../../core/evidence/inert.ts';

/** The prompts of shells (`[root@xen1 ~]# xm list`, `$ xm list`) and of switches (`sw1:admin> switchshow`). */
const PROMPT = /^(?:\[?[\w.-]+@[\w.-]+[^#$>]{0,80}\]?[#$] ?|[#$] |[\w-]+:[\w-]+> ?)/u;

/** What to look at where output that somebody saved or pasted is not understood: there is nobody to be asked again. */
export function pastedAdvice(text: string): string {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => PROMPT.test(line));
  if (at !== -1) {
    return `Line ${at + 1} looks like a prompt that was pasted with it: “${inert(lines[at] ?? '', { limit: 80 })}”. Leave it out: what is read is the command’s output alone.`;
  }
  if (text !== '' && !text.endsWith('\n'))
    return 'Its last line does not end: look whether the end was cut off, and end it with a line feed.';
  return 'Look at the text itself: only the whole output of the command is understood, without a prompt before or after it, and with its lines as they were.';
}
