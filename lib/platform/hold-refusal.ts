import { Counts } from './counts.ts'
import { once } from './once.ts'

const firstMs = 1_000
/** So many of one sharer hear it after the first time; the next so many after twice that. */
const step = 10
/** Each holds a connection; beyond that they are told at once. */
const maxHeld = 2_000

/**
 * Resolves when whoever wanted too much is to hear of it: whoever asks again at once, whatever we say, does so once a second, or
 * the more seldom the more of their requests are held already.
 * @param key whose they are.
 * @param longestMs 1 s where those of one key may be several people.
 */
export async function holdRefusal(key: string, longestMs = firstMs): Promise<void> {
  const held = once('held-refusals', () => new Counts())
  if (held.total >= maxHeld) return
  held.add(key, 1)
  try {
    const ms = Math.min(longestMs, firstMs * Math.ceil(held.of(key) / step))
    await new Promise((resolve) => setTimeout(resolve, ms))
  } finally {
    held.add(key, -1)
  }
}
