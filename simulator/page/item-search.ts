let wanted = ''
const listeners = new Set<() => void>()

export const searchText = (): string => wanted

/** What the search box of the top bar says now. */
export function setSearch(value: string): void {
  wanted = value.trim()
  for (const listener of listeners) listener()
}

/** Calls back when the search changes; answers the function that ends it. */
export function onSearch(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
