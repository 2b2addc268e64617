import type { Named, Stage } from '../feed/feed-item.ts'

/** What a viewer does to one item with the viewer's own rights. `key` is made by the client, once for each intention. */
export type Action = { readonly key: string } & (
  | { readonly kind: 'take' }
  /** From the stage that the viewer saw to the one that was offered. */
  | { readonly kind: 'stage'; readonly from: string; readonly to: string }
  | { readonly kind: 'comment'; readonly text: string }
)

export const maxCommentLength = 10_000

/** What the CRM says of the item now. */
export type ItemNow = { readonly assignedTo: Named | null; readonly stage: Stage | null }

/**
 * `denied`: the CRM does not let this viewer. `gone`: there is no such item, or not for this viewer. `changed`: it no
 * longer stands where the viewer saw it. `fields`: the CRM wants fields filled in first. `declined`: anything else.
 */
export type DeclineReason = 'denied' | 'gone' | 'changed' | 'fields' | 'declined'

/**
 * What became of an action. `unknown`: Bitrix24 did not answer and looking did not settle it; nothing is sent again.
 * `now` is null where the CRM was not asked, or did not answer.
 */
export type ActionResult = { readonly now: ItemNow | null } & (
  | { readonly outcome: 'done' }
  | { readonly outcome: 'refused'; readonly reason: DeclineReason }
  | { readonly outcome: 'unknown' }
)
