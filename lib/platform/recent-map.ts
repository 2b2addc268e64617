import { LRUCache } from 'lru-cache'

export type RecentMap<Key extends string, Value extends {}> = LRUCache<Key, Value, unknown>

/**
 * A map that forgets what has not been used for longest, once it holds `max` entries, and each entry after `keptMs`.
 * @param sizeOf as how many an entry counts, when it is set.
 */
export function recentMap<Key extends string, Value extends {}>(
  max: number,
  keptMs = 0,
  sizeOf: (value: Value) => number = () => 1,
): RecentMap<Key, Value> {
  // By size, as the library's own `max` allots room for all at once: 440 kB for 20,000, of which we have one per portal.
  return new LRUCache({ maxSize: max, sizeCalculation: sizeOf, ttl: keptMs })
}
