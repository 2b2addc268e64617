/** What a reading command tells: it is printed as lines for a person, or with `--json` as it is. */
export type Facts = { readonly [name: string]: Facts | readonly Facts[] | readonly string[] | Plain }
type Plain = string | number | boolean | null

/** Lines for a person: a name and its value each, tables for lists. */
export function formatFacts(facts: Facts, indent = ''): string {
  const isPlain = (value: Facts[string]) => value === null || typeof value !== 'object'
  const width = Math.max(0, ...Object.entries(facts).map(([name, value]) => (isPlain(value) ? name.length : 0)))
  return Object.entries(facts)
    .map(([name, value]) => {
      if (value === null || typeof value !== 'object') return `${indent}${name.padEnd(width)}  ${plain(value)}\n`
      const inner = `${indent}  `
      if (!Array.isArray(value)) return `${indent}${name}\n${formatFacts(value as Facts, inner)}`
      return value.length === 0 ? `${indent}${name}  none\n` : `${indent}${name}\n${formatList(value, inner)}`
    })
    .join('')
}

/** A table with the names of the first row's facts above it. */
export function formatTable(rows: readonly Facts[], indent = ''): string {
  const names = Object.keys(rows[0] ?? {})
  const cells = [names, ...rows.map((row) => names.map((name) => plain(row[name] ?? null)))]
  const widths = names.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  return cells
    .map((row) => `${indent}${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('')
}

function formatList(value: readonly (Facts | string)[], indent: string): string {
  if (typeof value[0] === 'string') return `${indent}${value.join(', ')}\n`
  return formatTable(value as readonly Facts[], indent)
}

function plain(value: Facts[string]): string {
  if (value === null) return '-'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
