import 'server-only'
import { readHead } from '../feed-head/read-head.ts'
import { portalPoll } from './portal-poll.ts'

/** Where a stream begins. */
export type StreamStart = {
  /** What the reader has; null to begin at the head. */
  readonly since: bigint | null
  readonly head: bigint
  /** The head was read for this stream, and not a moment ago for others. */
  readonly isExact: boolean
}

/**
 * Before the answer begins: whoever sees the stream open misses nothing from then on. Whoever has no more than what is known of the portal
 * goes on from there, and nothing is read.
 */
export async function readStart(portalId: string, since: bigint | null): Promise<StreamStart> {
  const known = portalPoll().recent(portalId)
  if (known && since !== null && since <= known.head) return { since, head: known.head, isExact: false }
  return { since, head: await readHead(portalId), isExact: true }
}
