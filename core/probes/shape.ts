import { z } from 'zod';

/** The type of a fact as plain data: what lint turns into CEL types, and what `probe list` shows. */
export type FactShape =
  | { readonly kind: 'string' | 'int' | 'double' | 'bool'; readonly nullable: boolean; readonly derived: boolean }
  | { readonly kind: 'list'; readonly nullable: boolean; readonly element: FactShape }
  | { readonly kind: 'object'; readonly nullable: boolean; readonly fields: Readonly<Record<string, FactShape>> };

/** The shape of a facts' schema. Throws on what facts may not hold: optional keys, unions, records, anything else. */
export function shapeOf(schema: unknown, nullable = false): FactShape {
  if (schema instanceof z.ZodNullable) return shapeOf(schema.unwrap(), true);
  if (schema instanceof z.ZodString) return { kind: 'string', nullable, derived: schema.meta()?.['derived'] === true };
  if (schema instanceof z.ZodEnum) return { kind: 'string', nullable, derived: true };
  if (schema instanceof z.ZodNumber) return { kind: schema.format === 'safeint' ? 'int' : 'double', nullable, derived: false };
  if (schema instanceof z.ZodBoolean) return { kind: 'bool', nullable, derived: false };
  if (schema instanceof z.ZodArray) return { kind: 'list', nullable, element: shapeOf(schema.element) };
  if (schema instanceof z.ZodObject) {
    const fields: Record<string, FactShape> = {};
    for (const [key, field] of Object.entries(schema.shape)) {
      if (!/^[a-z][A-Za-z0-9]*$/u.test(key)) throw new TypeError(`Not a key in camelCase: ${key}`);
      fields[key] = shapeOf(field);
    }
    return { kind: 'object', nullable, fields };
  }
  throw new TypeError('Facts hold objects, arrays, strings, numbers, booleans and null alone');
}
