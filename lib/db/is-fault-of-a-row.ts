/** Data exceptions (22…) and broken constraints (23…) are a row's fault, also in a batch; a database that is gone is nobody's. */
export function isFaultOfARow(error: unknown): boolean {
  const sqlState = /Code: `(\w{5})`/.exec(error instanceof Error ? error.message : '')?.[1] ?? ''
  return sqlState.startsWith('22') || sqlState.startsWith('23')
}
