import { parseExpression } from '../../checks/cel.ts';
import type { Reference } from '../../checks/cel-tree.ts';
import { parseTemplate } from '../../checks/template.ts';
import type { Site } from './sites.ts';

/** Variables that a piece of a procedure names; none where it cannot be read, which is for lint to say. */
export function referencesOf(site: Pick<Site, 'kind' | 'text'>): readonly Reference[] {
  if (site.kind === 'condition' || site.kind === 'list' || site.kind === 'value') {
    const expression = parseExpression(site.text);
    return expression.ok ? expression.value.references : [];
  }
  const template = parseTemplate(site.text);
  if (!template.ok) return [];
  return template.value.pieces.flatMap((piece) => (piece.kind === 'expression' ? piece.expression.references : []));
}
