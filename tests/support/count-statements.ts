import pg from 'pg'
import { vi } from 'vitest'

/**
 * Counts the statements that this process sends from here on and that hold one of these texts: one by one, as Prisma sends them. Those of a
 * pipeline are not among them (`countMessages`).
 */
export function countStatements(...texts: string[]): () => number {
  const spy = vi.spyOn(pg.Client.prototype, 'query')
  return () =>
    spy.mock.calls.map(([query]) => textOf(query)).filter((sent) => texts.some((text) => sent.includes(text))).length
}

const textOf = (query: unknown): string =>
  typeof query === 'string' ? query : String((query as { text?: string } | null)?.text ?? '')
