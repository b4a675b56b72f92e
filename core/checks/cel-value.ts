import { Optional } from '@marcbachmann/cel-js';
import { failure, success, type Result } from '../result.ts';

/** The part of JSON Schema that tells CEL types: what zod writes for facts. */
export interface ShapeSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, ShapeSchema>>;
  readonly required?: readonly string[];
  readonly items?: ShapeSchema | boolean;
  readonly additionalProperties?: ShapeSchema | boolean;
  readonly anyOf?: readonly ShapeSchema[];
  readonly oneOf?: readonly ShapeSchema[];
  readonly allOf?: readonly ShapeSchema[];
  readonly prefixItems?: readonly ShapeSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

/** Values (leaves and containers) that one variable of an evaluation may hold. */
export const VALUE_LIMIT = 100_000;
const DEPTH_LIMIT = 40;

/** Alternatives of a schema without `null`. */
export function alternatives(schema: ShapeSchema): readonly ShapeSchema[] {
  const listed = schema.anyOf ?? schema.oneOf;
  if (listed !== undefined) return listed.flatMap(alternatives);
  return schema.type === 'null' ? [] : [schema];
}

function wants(schema: ShapeSchema | undefined, type: string): boolean {
  if (schema === undefined) return false;
  return alternatives(schema).some((one) => one.type === type || (Array.isArray(one.type) && one.type.includes(type)));
}

function member(schema: ShapeSchema | undefined, key: string): ShapeSchema | undefined {
  if (schema === undefined) return undefined;
  for (const one of alternatives(schema)) {
    const found = one.properties?.[key];
    if (found !== undefined) return found;
    if (typeof one.additionalProperties === 'object') return one.additionalProperties;
  }
  return undefined;
}

function element(schema: ShapeSchema | undefined): ShapeSchema | undefined {
  if (schema === undefined) return undefined;
  const items = alternatives(schema).find((one) => typeof one.items === 'object')?.items;
  return typeof items === 'object' ? items : undefined;
}

/**
 * JSON as CEL wants it: whole numbers become `int` (BigInt) unless the schema says that the number is a fraction.
 * Absent members (`undefined`) are left out. More than `VALUE_LIMIT` values are refused, so that evaluation stays bounded.
 */
export function toCel(value: unknown, schema?: ShapeSchema): Result<unknown> {
  let count = 0;
  const convert = (one: unknown, shape: ShapeSchema | undefined, depth: number): unknown => {
    count += 1;
    if (count > VALUE_LIMIT || depth > DEPTH_LIMIT) throw new RangeError('too much');
    if (typeof one === 'number') {
      const fraction = wants(shape, 'number') && !wants(shape, 'integer');
      return Number.isSafeInteger(one) && !fraction ? BigInt(one) : one;
    }
    if (one === null || typeof one !== 'object') return one ?? null;
    if (Array.isArray(one)) {
      const inner = element(shape);
      return one.map((item) => convert(item, inner, depth + 1));
    }
    const result: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const [key, item] of Object.entries(one)) {
      if (item !== undefined) result[key] = convert(item, member(shape, key), depth + 1);
    }
    return result;
  };
  try {
    return success(convert(value, schema, 0));
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return failure(
      'too-many-values',
      `There are more than ${VALUE_LIMIT} values, or they are nested more than ${DEPTH_LIMIT} deep.`,
    );
  }
}

/** A CEL result as JSON: `int` becomes a number (text when it does not fit one), optional becomes its value or null. */
export function fromCel(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  if (value === null || value === undefined) return null;
  // JSON has no word for these, and what is evaluated is stored.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (value instanceof Optional) return value.hasValue() ? fromCel(value.value()) : null;
  if (Array.isArray(value)) return value.map(fromCel);
  if (value instanceof Set) return [...value].map(fromCel);
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [typeof key === 'string' ? key : String(key), fromCel(item)]));
  }
  if (typeof value === 'object') {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === null || prototype === Object.prototype) {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromCel(item)]));
    }
    return Object.prototype.toString.call(value);
  }
  return value;
}

/** Text that is equal for equal values: members in any order, 1 and 1.0 the same. */
export function valueKey(value: unknown): string {
  const plain = fromCel(value);
  const write = (one: unknown): string => {
    if (Array.isArray(one)) return `[${one.map(write).join(',')}]`;
    if (one !== null && typeof one === 'object') {
      const entries = Object.entries(one).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${write(item)}`).join(',')}}`;
    }
    return JSON.stringify(one);
  };
  return write(plain);
}
