/**
 * The one instance of `name` in this process. Next keeps several copies of a module in one process (instrumentation,
 * proxy, pages and route handlers); only `globalThis` is common to them, so whatever has state is made here.
 */
export function once<T>(name: string, make: () => T): T {
  const store = globalThis as unknown as Record<symbol, T | undefined>
  const key = Symbol.for(`smart-process-feed.${name}`)
  const existing = store[key]
  if (existing !== undefined) return existing
  const made = make()
  store[key] = made
  return made
}
