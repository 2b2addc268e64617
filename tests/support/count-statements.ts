import pg from 'pg'
import { vi } from 'vitest'

/** Counts the statements that this process sends from here on and that hold one of these texts. */
export function countStatements(...texts: string[]): () => number {
  const spy = vi.spyOn(pg.Client.prototype, 'query')
  return () =>
    spy.mock.calls.flatMap(([query]) => textsOf(query)).filter((sent) => texts.some((text) => sent.includes(text)))
      .length
}

function textsOf(query: unknown): string[] {
  if (typeof query === 'string') return [query]
  const { text = '', statements = [{ text }] } = (query ?? {}) as { text?: string; statements?: { text: string }[] }
  return statements.map((statement) => statement.text)
}
