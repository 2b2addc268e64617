import { send } from './http.ts'
import { type BenchPortal, WATCHED } from './install-portal.ts'
import type { OpenStream } from './open-stream.ts'
import type { Bench } from './start-bench.ts'

/** Announces an item. @returns ms from the POST until the last of these streams has its row. */
export async function timeEvent(
  { appUrl }: Bench,
  portal: BenchPortal,
  streams: readonly OpenStream[],
  itemId: number,
): Promise<number> {
  const sentAt = performance.now()
  await send(`${appUrl}/api/bitrix24/events`, portal.itemAdded(WATCHED, itemId))
  const arrivals = await Promise.all(streams.map((stream) => stream.arrivalOf(WATCHED, itemId)))
  return Math.max(...arrivals) - sentAt
}
