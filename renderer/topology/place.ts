import { VIEW_IDS, type ViewId } from '../../core/topology/views.ts';

/** What of a run's topology is looked at. It stands in the address, so that a window that reloads comes back to it. */
export interface Place {
  /** A view by its name, or the element from which it is looked at. */
  readonly from: ViewId | { readonly end: string };
  /** Sequence of the moment; null: as it is now. */
  readonly at: number | null;
  /** Earlier moment that it is compared with. */
  readonly against: number | null;
  /** Element or link that facts are shown of. */
  readonly on: string | null;
  readonly table: boolean;
}

export const FIRST_PLACE: Place = { from: 'figure-2', at: null, against: null, on: null, table: false };

/** The place that a part of an address names; what it does not name is as at first. */
export function placeOf(text: string | null): Place {
  const given = new URLSearchParams(text ?? '');
  const view = given.get('view');
  const end = given.get('end');
  const sequence = (name: string): number | null => {
    const number = Number(given.get(name) ?? '');
    return Number.isInteger(number) && number > 0 ? number : null;
  };
  return {
    from: end === null ? (VIEW_IDS.find((id) => id === view) ?? FIRST_PLACE.from) : { end },
    at: sequence('at'),
    against: sequence('against'),
    on: given.get('on'),
    table: given.has('table'),
  };
}

/** The part of an address that names a place; null for the first one. */
export function placeText({ from, at, against, on, table }: Place): string | null {
  const given = new URLSearchParams();
  if (typeof from !== 'string') given.set('end', from.end);
  else if (from !== FIRST_PLACE.from) given.set('view', from);
  if (at !== null) given.set('at', String(at));
  if (against !== null) given.set('against', String(against));
  if (on !== null) given.set('on', on);
  if (table) given.set('table', '');
  const text = given.toString();
  return text === '' ? null : text;
}
