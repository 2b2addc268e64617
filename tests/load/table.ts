/** One line of the result: what was measured, by what it was measured beside it in the same run. */
export type Row = {
  /** Measured by baseline. */
  ratio: number
  what: string
  measured: string
  baseline: string
  reach?: Reach
}

/** What a row is to reach: `value`, or its ratio where there is none, is at most `limit`, or at least. */
export type Reach = {
  readonly limit: number
  readonly value?: number
  readonly isAtLeast?: boolean
  /** Of the limit, as it is printed after it; '×' of a ratio. */
  readonly unit?: string
}

export function formatMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms`
}

export function formatRate(round: { perSecond: number; p50: number; p99: number }): string {
  return `${round.perSecond.toFixed(0)}/s, p50 ${formatMs(round.p50)}, p99 ${formatMs(round.p99)}`
}

export function formatTable(rows: readonly Row[]): string {
  return formatCells([
    ['ratio', 'of', 'measured', 'baseline', 'reach', 'verdict'],
    ...rows.map((row) => [
      ...[formatRatio(row.ratio), row.what, row.measured, row.baseline],
      ...(row.reach ? [formatReach(row.reach), isReached(row) ? 'reached' : 'MISSED'] : []),
    ]),
  ])
}

/** What is not a number reaches nothing. */
export function isReached({ ratio, reach }: Row): boolean {
  if (!reach) return true
  const { limit, value = ratio, isAtLeast = false } = reach
  return isAtLeast ? value >= limit : value <= limit
}

function formatReach({ limit, isAtLeast = false, unit = '×' }: Reach): string {
  return `${isAtLeast ? '≥' : '≤'} ${limit} ${unit}`.trimEnd()
}

/** Columns as wide as their widest cell, the first line as head. */
export function formatCells(cells: readonly (readonly string[])[]): string {
  const [head = [], ...body] = cells
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n')
}

export function formatRatio(ratio: number): string {
  return `${ratio < 0.1 ? ratio.toFixed(3) : ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0)} ×`.padStart(7)
}
