import type { Procedure } from '../procedure/schema.ts';
import { stepsOf } from '../procedure/order.ts';
import type { ChapterView, FigureView } from './schema.ts';

/** What the article's figures are pictures of. Those with a view are diagrams; the others are screens. */
const FIGURES: readonly { readonly number: number; readonly title: string; readonly view?: string }[] = [
  { number: 1, title: 'Architecture of Xen', view: 'figure-1' },
  { number: 2, title: 'The machines and how they are connected', view: 'figure-2' },
  { number: 3, title: 'Logical drives mapped to the host group' },
  { number: 4, title: 'Virtual Machine Manager: main panel' },
  { number: 5, title: 'Virtual Machine Manager: the virtual network' },
  { number: 6, title: 'Storage of the guest on LUNs', view: 'figure-6' },
  { number: 7, title: 'Virtual Machine Manager with dom0' },
  { number: 8, title: 'Storage space for the guest on LUNs' },
  { number: 9, title: 'Memory of the guest on LUNs' },
  { number: 10, title: 'Summary before the guest on LUNs is created' },
  { number: 11, title: 'Its installation begins' },
  { number: 12, title: 'Virtual Machine Manager with one guest' },
  { number: 13, title: 'Its hardware' },
  { number: 14, title: 'Its hardware with two more disks' },
  { number: 15, title: 'Storage of the guest on image files', view: 'figure-15' },
  { number: 16, title: 'Storage space for the guest on image files' },
  { number: 17, title: 'Its hardware with three disks' },
  { number: 18, title: 'Virtual Machine Manager with two guests' },
];

/** The article's figures: each with the steps that show it, and what these found. Empty when the procedure names no figure. */
export function viewFigures(procedure: Procedure | null, chapters: readonly ChapterView[]): FigureView[] {
  const steps = procedure === null ? [] : stepsOf(procedure).map(({ step }) => step);
  if (!steps.some(({ source }) => source.figure !== undefined)) return [];
  const views = new Map(chapters.flatMap((chapter) => chapter.steps.map((step) => [step.id, step])));
  return FIGURES.map(({ number, title, view }) => {
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
