/** How many positions of a feed share a row of each token: 2^14, which `index-feed.ts` says in SQL. */
const segmentRows = 16_384
/** So many revisions are indexed at once; what is newer is looked through row by row. */
export const revisionsPerBatch = 4_096

export function segmentOf(position: bigint): number {
  return Number((position - 1n) / BigInt(segmentRows))
}

/** The positions of the rows whose bits are set, newest first. */
export function positionsOf(segment: number, bits: string): bigint[] {
  const first = BigInt(segment) * BigInt(segmentRows) + 1n
  const positions: bigint[] = []
  for (let bit = bits.lastIndexOf('1'); bit >= 0; bit = bit === 0 ? -1 : bits.lastIndexOf('1', bit - 1))
    positions.push(first + BigInt(bit))
  return positions
}
