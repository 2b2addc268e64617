/** Makes room for `key` where the map is full: the entry that came first goes, however often it was used. */
export function dropOldest<Key extends {}>(map: Map<Key, unknown> | Set<Key>, key: Key, max: number): void {
  const [oldest] = map.keys()
  if (map.size >= max && !map.has(key) && oldest !== undefined) map.delete(oldest)
}
