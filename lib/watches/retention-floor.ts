/** Where a watch's feed begins: the newest item when it was ticked, and the newest that was deleted by age since. */
type Floors = { readonly baselineItemId: bigint; readonly prunedItemId: bigint }

/**
 * Items up to this id enter the feed no more, whoever asks: an event about one, a sweep, or a comparison with the CRM. Those of
 * them that are still in the feed stay and are refreshed.
 */
export function retentionFloor({ baselineItemId, prunedItemId }: Floors): number {
  return Number(baselineItemId > prunedItemId ? baselineItemId : prunedItemId)
}
