import { once } from '../platform/once.ts'
import { type RecentMap, recentMap } from '../platform/recent-map.ts'
import type { DirectoryKey } from './directory-entry.ts'

/** The same few people and stages come with each item: what was known lately is not looked up again. */
const knownMs = 300_000
const maxKnown = 50_000

function known(): RecentMap<string, true> {
  return once('known-names', () => recentMap<string, true>(maxKnown, knownMs))
}

export const nameKey = ({ kind, key }: DirectoryKey) => `${kind}:${key}`

/** Whose names: a portal's, while its chain of tokens goes on. An uninstall takes the names away, and who installs anew has another pair. */
export type NamesOf = { readonly portalId: string; readonly tokenVersion: number }

export function isNameKnown({ portalId, tokenVersion }: NamesOf, name: DirectoryKey): boolean {
  return known().has(`${portalId} ${tokenVersion} ${nameKey(name)}`)
}

/** @param keys of `nameKey`. */
export function recordKnownNames({ portalId, tokenVersion }: NamesOf, keys: Iterable<string>): void {
  for (const key of keys) known().set(`${portalId} ${tokenVersion} ${key}`, true)
}

/** Names of this portal may have gone: all are looked up again. */
export function invalidateKnownNames(portalId: string): void {
  for (const name of [...known().keys()]) if (name.startsWith(`${portalId} `)) known().delete(name)
}
