import { FeedReader } from '#lib/live/feed-reader.ts'
import { systemClock } from '#lib/platform/clock.ts'

type Options = ConstructorParameters<typeof FeedReader>[0]

/** The reader of a page that was opened just now and shows all types, unless something else is said. */
export function makeReader(
  options: Pick<Options, 'viewer' | 'since' | 'head' | 'send'> & Partial<Options>,
): FeedReader {
  return new FeedReader({ entityTypeId: null, issuedAt: new Date(), clock: systemClock, ...options })
}
