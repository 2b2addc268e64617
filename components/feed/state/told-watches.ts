import type { WatchesAnswer } from '#lib/http/contract.ts'
import type { Watch } from '#lib/watches/watch.ts'

/**
 * The watched types after an answer; null while there is nothing to show. What the viewer was told of before stays until the CRM
 * has spoken: its silence takes nothing away.
 */
export function toldWatches(known: readonly Watch[] | null, { watches, isPartial }: WatchesAnswer) {
  if (!isPartial) return watches
  const told = new Set(watches.map((watch) => watch.entityTypeId))
  const kept = known?.filter((watch) => !told.has(watch.entityTypeId)) ?? []
  const all = [...watches, ...kept]
  return all.length > 0 ? all : null
}
