import type { z } from 'zod';

/**
 * What a window may ask of the main process, by name. A call has one answer. A stream gives items until it ends or is cancelled. Bytes flow both
 * ways until one side ends: a terminal, a file that is handed over.
 */
export interface CallShape<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly kind: 'call';
  readonly input: Input;
  readonly output: Output;
}
export interface StreamShape<Input extends z.ZodType = z.ZodType, Item extends z.ZodType = z.ZodType> {
  readonly kind: 'stream';
  readonly input: Input;
  readonly item: Item;
}
export interface BytesShape<Input extends z.ZodType = z.ZodType> {
  readonly kind: 'bytes';
  readonly input: Input;
}
export type Shape = CallShape | StreamShape | BytesShape;
export type Contract = Readonly<Record<string, Shape>>;

/** A question with one answer. */
export function call<Input extends z.ZodType, Output extends z.ZodType>(input: Input, output: Output): CallShape<Input, Output> {
  return { kind: 'call', input, output };
}

/** A question with any number of answers, until there are no more or nobody wants to know. */
export function stream<Input extends z.ZodType, Item extends z.ZodType>(input: Input, item: Item): StreamShape<Input, Item> {
  return { kind: 'stream', input, item };
}

/** Bytes both ways. */
export function bytes<Input extends z.ZodType>(input: Input): BytesShape<Input> {
  return { kind: 'bytes', input };
}

/** Names in a contract of one kind. */
export type NameOf<Table extends Contract, Kind extends Shape['kind']> = {
  [Name in keyof Table]: Table[Name] extends { kind: Kind } ? Name : never;
}[keyof Table] &
  string;
/** What the window gives. */
export type InputOf<Table extends Contract, Name extends keyof Table> = z.input<Table[Name]['input']>;
/** What whoever answers gets, once it was parsed. */
export type ParsedInputOf<Table extends Contract, Name extends keyof Table> = z.output<Table[Name]['input']>;
export type OutputOf<Table extends Contract, Name extends keyof Table> =
  Table[Name] extends CallShape<z.ZodType, infer Output> ? z.output<Output> : never;
export type ItemOf<Table extends Contract, Name extends keyof Table> =
  Table[Name] extends StreamShape<z.ZodType, infer Item> ? z.output<Item> : never;
