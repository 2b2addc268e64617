import { sqlState } from './sql-state.ts'

/** Data exceptions (22…) and broken constraints (23…) are a row's fault, also in a batch; a database that is gone is nobody's. */
export function isFaultOfARow(error: unknown): boolean {
  return /^2[23]/.test(sqlState(error))
}
