import type { Actor } from '../bitrix24/actor.ts'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import type { PortalStanding } from '../portals/standing.ts'

/** A person or category with the name the CRM last gave it; a person's is empty where the CRM tells none, as of bots. */
export type Named = { readonly id: number; readonly name: string }

/** `photo` is what the portal tells of it, an address or a path on the portal; left out where there is none. */
export type Person = Named & { readonly photo?: string }

/** `name` is empty where the CRM tells none; `color` is `#rrggbb` or null; `semantics` is Bitrix24's: in progress (null), success `S`, failure `F`. */
export type Stage = {
  readonly id: string
  readonly name: string
  readonly color: string | null
  readonly semantics: 'S' | 'F' | null
}

/** What the item is about in money: `value` is a decimal string such as `1500.5`, `currency` an ISO 4217 code. */
export type Amount = { readonly value: string; readonly currency: string }

/** The amount as it is shown: none of nothing, which the CRM gives to whatever has no amount. */
export function shownAmount({ amount }: { readonly amount: Amount | null }): Amount | null {
  return Number(amount?.value ?? 0) === 0 ? null : amount
}

/** What is no longer as it was when the item was first confirmed; only what differs is there. */
export type ItemChanges = {
  readonly stage?: { readonly from: Stage | null; readonly to: Stage | null }
  readonly assignedTo?: { readonly from: Named | null; readonly to: Named | null }
  readonly title?: { readonly from: string }
}

/**
 * One item of the feed as it is now. Times are ISO 8601 UTC, revisions decimal strings. Without what it was like before: that
 * is joined to it, for one viewer, by `lib/visibility/tell-item.ts` alone.
 */
export type PresentItem = {
  readonly id: string
  readonly entityTypeId: number
  readonly itemId: number
  readonly title: string
  /** Path of the item's card on its portal, e.g. `/crm/type/1220/details/22/`. */
  readonly url: string
  readonly createdAt: string
  readonly receivedAt: string
  readonly source: 'event' | 'catch-up'
  /** Imported with the admin's decision to follow its type, and older than that: nobody missed it. Left out otherwise. */
  readonly isHistory?: true
  readonly actor: Actor
  readonly createdBy: Person | null
  readonly assignedTo: Named | null
  /** Null also where the CRM names none: many processes have no pipelines, and their items a category all the same. */
  readonly category: Named | null
  /** What a filter goes by, whether the category has a name or not. */
  readonly categoryId: number | null
  readonly stage: Stage | null
  /** Null where the type has no amount. */
  readonly amount: Amount | null
  readonly revision: string
  /** The item's first revision: the feed's order. */
  readonly position: string
}

/** One item of the feed as one viewer is told of it, every client's shape. */
export type FeedItem = PresentItem & {
  /** What the viewer was allowed to see before it changed; null where that is nothing. */
  readonly changes: ItemChanges | null
}

export type FeedPage = {
  readonly items: FeedItem[]
  readonly nextCursor: string | null
  readonly headRevision: string
  /** Rows are missing because the CRM did not say whether this viewer may see them: they come to who follows `headRevision`. */
  readonly isPartial?: true
}

/** What changed after a revision, as the stream would send it; `reset`: read the first page again. */
export type FeedChanges = {
  readonly items: readonly FeedItem[]
  readonly removed: readonly ItemRef[]
  readonly headRevision: string
  readonly reset: boolean
}

/** What the stream's `status` event carries. `announced` is a count for admins, for others whether there is any. */
export type FeedStatus = PortalStanding & {
  readonly announced: number | boolean
  readonly behindSeconds: number
  readonly provedAt: string | null
}

type NoData = Readonly<Record<string, never>>

/** What the stream sends, by the names of its events. `crowded`: the place is given to another page of the same viewer. */
export type StreamMessages = {
  readonly item: FeedItem
  readonly removed: ItemRef
  readonly reset: NoData
  readonly status: FeedStatus
  readonly crowded: NoData
}
