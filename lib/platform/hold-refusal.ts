import { Counts } from './counts.ts'
import { once } from './once.ts'

const firstMs = 1_000
/** Each ten that one sharer has held make the next ones a second later. */
const step = 10
/** Each holds a connection; beyond so many they are told at once. */
const maxHeld = 2_000

/**
 * Resolves when whoever wanted too much is to hear of it: who asks again at once, whatever we say, does so once a second, and ever
 * more rarely while many of the same key are held.
 * @param key whose requests are held together.
 * @param longestMs how late they may hear; 1 s where those of one key may be several people.
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
