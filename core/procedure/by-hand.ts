import { evaluateCondition, type CelScope } from '../checks/cel.ts';
import { previewText } from '../checks/template.ts';
import type { Step } from './schema.ts';

/** A click with its templates filled in. */
export interface ClickText {
  readonly number: number | null;
  readonly screen: string;
  readonly do: string;
  readonly enters: readonly { readonly field: string; readonly value: string }[];
  readonly shows: string | null;
  readonly figure: number | null;
  /** False: what depends on what is found out later stands as `<expression>`. */
  readonly known: boolean;
}

export interface ByHand {
  readonly tool: string;
  readonly clicks: readonly ClickText[];
}

/** How a person does a step in a graphical tool, as far as it can be told from what is known; null where the step has no such way. */
export function byHandIn(step: Pick<Step, 'byHand'>, values: CelScope): ByHand | null {
  if (step.byHand === undefined) return null;
  const wanted = step.byHand.clicks.filter(({ when }) => when === undefined || isWanted(when, values));
  const clicks = wanted.map((click): ClickText => {
    const done = previewText(click.do, values);
    const enters = Object.entries(click.enters).map(([field, value]) => ({ field, ...previewText(value, values) }));
    const shows = click.shows === undefined ? null : previewText(click.shows, values);
    return {
      number: click.number ?? null,
      screen: click.screen,
      do: done.text,
      enters: enters.map(({ field, text }) => ({ field, value: text })),
      shows: shows?.text ?? null,
      figure: click.figure ?? null,
      known: done.known && enters.every(({ known }) => known) && (shows?.known ?? true),
    };
  });
  return { tool: step.byHand.tool, clicks };
}

function isWanted(when: string, values: CelScope): boolean {
  const found = evaluateCondition(when, values);
  // What cannot be told yet is shown.
  return !found.ok || found.value;
}

/** A click as one sentence or two: where, what, what is entered, what is then seen. */
export function clickWords(click: ClickText): string {
  const entered = click.enters.map(({ field, value }) => `${field}: ${value}`).join('; ');
  const parts = [
    `${click.screen}${click.figure === null ? '' : ` (Figure ${click.figure})`}: ${click.do}`,
    ...(entered === '' ? [] : [`[${entered}]`]),
    ...(click.shows === null ? [] : [`→ ${click.shows}`]),
  ];
  return parts.join(' ');
}

/** What the clicks stand under. */
export function byHandTitle({ tool }: ByHand): string {
  return `The same by hand in the ${tool}`;
}
