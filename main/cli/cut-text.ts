/** A text in at most so many columns: what is too long ends in an ellipsis. */
export function cutText(text: string, columns: number): string {
  const letters = Array.from(text);
  return letters.length <= columns ? text : `${letters.slice(0, Math.max(0, columns - 1)).join('')}…`;
}
