import { Prisma } from './generated/client.ts'

/** SQL with its values, which `Row` comes of, where rows come of it. What Prisma composes is one. */
export type Statement<Row = unknown> = {
  readonly text: string
  readonly values: readonly unknown[]
  /** Of the types alone. */
  readonly row?: Row
}

/** What PostgreSQL answered to one: its rows (bigint as `bigint`, numeric as text), how many there were or were changed, and its word for what it did. */
export type Answer<Row> = { readonly rows: readonly Row[]; readonly count: number; readonly command: string }

/** The answers to several, each in its place. */
export type Answers<Statements extends readonly Statement[]> = {
  readonly [Place in keyof Statements]: Statements[Place] extends Statement<infer Row> ? Answer<Row> : never
}

/** Composes SQL; what is interpolated is a value, or SQL that was composed before. */
export function statement<Row = never>(
  strings: TemplateStringsArray,
  ...values: readonly unknown[]
): Statement<Row> & Prisma.Sql {
  return Prisma.sql(strings, ...values)
}

/** A value as PostgreSQL reads it from text; null stays null. */
export function parameterText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return `{${value.map(elementText).join(',')}}`
  return String(value)
}

function elementText(value: unknown): string {
  const text = parameterText(value)
  return text === null ? 'NULL' : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
