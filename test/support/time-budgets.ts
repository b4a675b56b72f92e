interface TimeBudgets {
  readonly BUDGETS: { readonly unit: number; readonly all: number };
  readonly besideBudget: (what: string, seconds: number, budget: number) => readonly string[];
}

const file = new URL('../../scripts/time-budgets.mjs', import.meta.url);

/** As `npm test` tells them. */
export const { BUDGETS, besideBudget } = (await import(file.href)) as TimeBudgets;
