import { type FilterNames, noNames } from './filter-names.ts'

/** As long as this page lives: the form and the chips tell the same. */
let names = noNames
const listeners = new Set<() => void>()

export const knownNames = (): FilterNames => names

export function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What everybody who listens is told from now on. */
export function learn(known: FilterNames): void {
  names = known
  for (const listener of listeners) listener()
}
