/** Where programs say the name or the serial number of a thing in words of their own. */
const LABELS: readonly RegExp[] = [
  // dmidecode(8), SMcli's profiles, FOS chassisshow, inquiry data of sg3_utils.
  /\bserial[ _-]?(?:number|num|no\.?)?[ \t]*[:=][ \t]*"?([0-9A-Za-z._-]{4,})/giu,
  // FOS switchshow; xm info; /etc/sysconfig/network; SMcli's storageSubsystem.
  /^[ \t]*switchName:[ \t]*(\S+)/gmu,
  /^host[ \t]*:[ \t]*(\S+)/gmu,
  /^[ \t]*HOSTNAME=["']?([^\s"']+)/gmu,
  /\bstorage[ ](?:subsystem|array)(?:[ ]name)?:[ \t]*([0-9A-Za-z._-]+)/giu,
];

/** Names and serial numbers that a text says in so many words. */
export function labelledNames(text: string): readonly string[] {
  return LABELS.flatMap((label) => Array.from(text.matchAll(label), (found) => found[1] ?? ''));
}
