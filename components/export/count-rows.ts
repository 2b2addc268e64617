export type RowCounter = { readonly rows: number; readonly add: (text: string) => void }

/** Counts the rows of a CSV text that comes in pieces: line ends within quotes belong to a cell. The header is no row. */
export function createRowCounter(): RowCounter {
  let lines = 0
  let isQuoted = false
  return {
    get rows() {
      return Math.max(0, lines - 1)
    },
    add(text) {
      for (const character of text) {
        if (character === '"') isQuoted = !isQuoted
        else if (character === '\n' && !isQuoted) lines += 1
      }
    },
  }
}
