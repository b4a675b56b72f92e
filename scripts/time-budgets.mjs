/** Seconds that tests may take on this project's smallest machine, two processors with nothing else to do. Over them is told, and fails nothing. */
export const BUDGETS = { unit: 30, all: 32 * 60 };

/** A time beside its budget, with a warning where it is over. */
export function besideBudget(what, seconds, budget) {
  const told = `${what}: ${clock(seconds)} of a budget of ${clock(budget)}`;
  return seconds > budget ? [told, `WARNING: ${what}: ${clock(seconds - budget)} over the budget of ${clock(budget)}.`] : [told];
}

function clock(seconds) {
  const whole = Math.ceil(seconds);
  return whole < 120 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
