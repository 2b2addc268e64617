import type { FeedStatus } from '../feed/feed-item.ts'
import { type StoredStanding, standingOf } from '../portals/standing.ts'

/** An item whose receipt waits for confirmation. */
export type WaitingItem = { readonly id: string; readonly entityTypeId: number; readonly behindSeconds: number }

/** How one portal's feed stands, the same for all its viewers. */
export type PortalNews = StoredStanding & {
  readonly head: bigint
  readonly isFailing: boolean
  readonly provedAt: string | null
  /** Changes when a type is watched, unwatched, opened or closed. */
  readonly watches: string
  /** The revision at which it was last changed which types are watched and for whom. */
  readonly watchesRevision: bigint
  readonly openTypes: ReadonlySet<number>
  /** Types that were made anew under their numbers, and since which revision what is known of their items is about theirs. */
  readonly begunAnew: ReadonlyMap<number, bigint>
  readonly announced: number
  readonly behindSeconds: number
  /** Sessions from before are let in no more. */
  readonly sessionsSince: Date | null
  /** The oldest of what waits. */
  readonly waiting: readonly WaitingItem[]
}

/**
 * What a viewer is told of it. Who is no admin hears only of items that the viewer may see: those of open types, and those
 * that the CRM has shown to the viewer before.
 */
export function statusFor(
  news: PortalNews,
  { isAdmin, maySee }: { isAdmin: boolean; maySee: (id: string, since: bigint) => boolean },
): FeedStatus {
  const common = { provedAt: news.provedAt, ...standingOf(news, news.isFailing) }
  if (isAdmin) return { announced: news.announced, behindSeconds: Math.round(news.behindSeconds), ...common }
  const seen = news.waiting.filter(
    ({ id, entityTypeId }) => news.openTypes.has(entityTypeId) || maySee(id, news.begunAnew.get(entityTypeId) ?? 0n),
  )
  const behindSeconds = Math.max(0, ...seen.map((item) => item.behindSeconds))
  return { announced: seen.length > 0, behindSeconds: Math.round(behindSeconds), ...common }
}
