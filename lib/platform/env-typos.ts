import { VARIABLES } from './parse-env.ts'

/** Nobody else's variables begin like this. */
const OURS = 'B24_'
/** Of shorter names many are near to one another. */
const MIN_LENGTH = 7
/** One edit for each so many letters. */
const LETTERS_PER_EDIT = 4

/** Set variables that nothing reads and that are probably meant for this app, one sentence each; never a value. */
export function findTypos(source: Record<string, string | undefined>): string[] {
  const isSet = (name: string) => Boolean(source[name]?.trim())
  return Object.keys(source)
    .filter((name) => isSet(name) && !VARIABLES.includes(name))
    .flatMap((name) => {
      const meant = VARIABLES.find((known) => !isSet(known) && areNear(name, known))
      if (meant === undefined && !name.toUpperCase().startsWith(OURS)) return []
      return `${name} is no variable of this app${meant === undefined ? '' : `: did you mean ${meant}?`}`
    })
    .map((sentence) => (sentence.endsWith('?') ? sentence : `${sentence}.`))
}

function areNear(name: string, known: string): boolean {
  if (name.length < MIN_LENGTH || known.length < MIN_LENGTH) return false
  const [left, right] = [name, known].map((text) => text.toUpperCase().replace(/[^A-Z\d]/g, '')) as [string, string]
  return edits(left, right) <= right.length / LETTERS_PER_EDIT
}

/** Levenshtein's distance: how many letters to add, drop or change. */
function edits(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (const [index, letter] of [...left].entries()) {
    const next = [index + 1]
    for (const [column, other] of [...right].entries()) {
      const kept = (row[column] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(kept, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}
