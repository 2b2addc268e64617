import type { RestFailure } from '../bitrix24/rest-error.ts'
import type { ActionResult, DeclineReason } from './action.ts'

/** What one try came to. Nothing was sent for `not_sent`: the same action may be tried again. */
export type Attempt = ActionResult | { readonly outcome: 'not_sent'; readonly failure: RestFailure }

/** Pauses before looking again whether a write of which nothing was heard has happened after all. */
export const looksAfterMs = [0, 500, 1_500] as const

/** Why the CRM said no, from its code (crm-item-update.md, crm-timeline-comment-add.md). */
export function declineReason({ kind, code }: RestFailure): DeclineReason {
  if (kind === 'denied') return 'denied'
  if (kind === 'not_found') return 'gone'
  return code.startsWith('CRM_FIELD_ERROR_') ? 'fields' : 'declined'
}
