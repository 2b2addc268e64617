/** A JSON object as a page of documentation writes it: its fields in order, and what stands in those that are objects themselves. */
export type Shape = ReadonlyMap<string, { readonly isOptional: boolean; readonly inner: Shape | null }>

/** Reads `{ items: FeedItem[], nextCursor, seen: { all, byType }, isPartial? }`; null where the text has no braces. */
export function readShape(text: string): Shape | null {
  const begin = text.indexOf('{')
  return begin === -1 ? null : readFields(text, begin + 1).shape
}

function readFields(text: string, from: number): { shape: Shape; end: number } {
  const shape = new Map<string, { isOptional: boolean; inner: Shape | null }>()
  let last: string | null = null
  for (let at = from; at < text.length; at += 1) {
    const field: RegExpExecArray | null = last === null ? /^([\w-]+)(\?)?/.exec(text.slice(at)) : null
    if (field) {
      last = String(field[1])
      shape.set(last, { isOptional: field[2] === '?', inner: null })
      at += field[0].length - 1
    } else if (text[at] === '}') return { shape, end: at }
    else if (text[at] === ',') last = null
    else if (text[at] === '{') {
      const inner = readFields(text, at + 1)
      const known = last === null ? undefined : shape.get(last)
      if (last !== null && known) shape.set(last, { ...known, inner: inner.shape })
      at = inner.end
    }
  }
  throw new Error(`No end of: ${text}`)
}

/** The rows of every table of a page whose first cell is code, by that cell. */
export function readTables(page: string): { readonly key: string; readonly cells: readonly string[] }[] {
  return page.split('\n').flatMap((line) => {
    const [key = '', ...cells] = line.split(/(?<!\\)\|/).slice(1, -1)
    const code = /^ `([^`]+)` *$/.exec(key)?.[1]
    return code === undefined ? [] : [{ key: code, cells: cells.map((cell) => cell.trim()) }]
  })
}

/** What stands in backticks. */
export function codeOf(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
}
