/**
 * Length of what stands before the first bytes of `terminals.attach`: how many bytes of what was shown before follow, big-endian. They are drawn
 * again, and what they ask the terminal is not answered a second time.
 */
export const REPLAY_HEAD = 4;
