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

export function isNameKnown(portalId: string, name: DirectoryKey): boolean {
  return known().has(`${portalId} ${nameKey(name)}`)
}

/** @param keys of `nameKey`. */
export function recordKnownNames(portalId: string, keys: Iterable<string>): void {
  for (const key of keys) known().set(`${portalId} ${key}`, true)
}

/** Names of this portal may have gone: all are looked up again. */
export function invalidateKnownNames(portalId: string): void {
  for (const name of [...known().keys()]) if (name.startsWith(`${portalId} `)) known().delete(name)
}
