/**
 * Inside the shell a string holds bytes, one per character (0 to 255), so that what a script reads and prints survives
 * whatever it is. Programs and files speak Unicode text; these functions stand at that border.
 */
export function shellToBytes(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

export function textToShell(text: string): string {
  return /^[\x00-\x7f]*$/u.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

export function shellToText(text: string): string {
  return /^[\x00-\x7f]*$/u.test(text) ? text : Buffer.from(text, 'latin1').toString('utf8');
}
