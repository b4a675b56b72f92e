import { expect, it } from 'vitest';
import { besideBudget, BUDGETS } from '../../support/time-budgets.ts';

it('a time stands beside its budget, and is warned of only when it is over', () => {
  expect(besideBudget('unit tests', 29.2, BUDGETS.unit)).toEqual(['unit tests: 30 s of a budget of 30 s']);
  expect(besideBudget('unit tests', 41, BUDGETS.unit)).toEqual([
    'unit tests: 41 s of a budget of 30 s',
    'WARNING: unit tests: 11 s over the budget of 30 s.',
  ]);
  expect(besideBudget('time of it all', 1200, BUDGETS.all)).toEqual(['time of it all: 20 min 0 s of a budget of 32 min 0 s']);
});
