import { problemText, type Problem } from '../../core/result.ts';
import type { Say } from '../words/words.tsx';
import { announce } from './announcer.tsx';

/**
 * Puts a text on the clipboard, which a browser may refuse. Either end is announced; a refusal is also given back, to be shown.
 * `instead`: how the person gets the text all the same.
 */
export async function copyText(text: string, say: Say, instead: string): Promise<Problem | null> {
  try {
    await navigator.clipboard.writeText(text);
    announce(say('clipboard.copied'));
    return null;
  } catch {
    const problem = { code: 'clipboard', sentence: say('clipboard.refused'), next: instead };
    announce(problemText(problem));
    return problem;
  }
}
