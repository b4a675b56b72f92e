import type { Procedure } from '../procedure/schema.ts';
import { stepsOf } from '../procedure/order.ts';
import type { ChapterView, FigureView } from './schema.ts';

/** The article's figures: each with the steps that show it, and what these found. Empty when the procedure names none. */
export function viewFigures(procedure: Procedure | null, chapters: readonly ChapterView[]): FigureView[] {
  const steps = procedure === null ? [] : stepsOf(procedure).map(({ step }) => step);
  const views = new Map(chapters.flatMap((chapter) => chapter.steps.map((step) => [step.id, step])));
  return (procedure?.source.figures ?? []).map(({ number, title, view }) => {
    const own = steps.filter(
      ({ source, figureView }) => [source.figure ?? []].flat().includes(number) || (view !== undefined && figureView === view),
    );
    return {
      number,
      title,
      diagram: view ?? null,
      steps: own.map((step) => ({ id: step.id, title: step.title })),
      shown: own.flatMap(({ id }) =>
        (views.get(id)?.hosts ?? []).flatMap((host) =>
          host.checks.map((check) => ({
            step: id,
            host: host.host,
            title: check.title,
            outcome: check.outcome,
            actual: check.actual,
          })),
        ),
      ),
    };
  });
}
