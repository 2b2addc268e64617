import { adminQuestion } from '../bitrix24/admin-question.ts'
import { type RemoteItem, readPage } from '../bitrix24/remote-item.ts'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import type { ConfirmedItem } from '../feed/plan-changes.ts'
import type { Hint } from './fold-receipts.ts'
import type { HintList } from './hint-lists.ts'
import { type BatchResults, failureOf, isOfThePortal, type Owner, type PartialVerdict } from './partial-verdict.ts'

/**
 * Reads one list that was asked by ids. Only an admin's answer can say that something is gone, an item that is missing from
 * its list or a whole type: a demoted owner gets shorter lists, not errors.
 */
export function readListVerdict(
  answer: BatchResults,
  key: string,
  { entityTypeId, hints }: HintList,
  owner: Owner,
): PartialVerdict {
  const page = readPage(answer.results.get(key))
  const declined = page ? null : failureOf(answer, key)
  if (declined && isOfThePortal(declined)) return { failure: declined }
  const byId = new Map(page?.items.map((item) => [item.itemId, item]))
  const found = hints.filter((hint) => byId.has(hint.itemId))
  const missing = hints.filter((hint) => !byId.has(hint.itemId))
  const part = {
    items: found.map((hint) => confirmed(hint, byId.get(hint.itemId) ?? null)),
    decided: found,
    ...(page && { answered: entityTypeId }),
  }
  if (missing.length === 0) return part
  if (declined?.kind === 'other' && owner !== 'demoted')
    return { ...part, broken: { hints: missing, failure: declined } }
  if (declined && declined.kind !== 'not_found' && (declined.kind !== 'denied' || owner !== 'demoted')) {
    return { ...part, deferred: missing, deferredBy: declined }
  }
  if (owner === 'demoted') return part
  if (owner !== 'admin') return { ...part, deferred: missing, deferredBy: failureOf(answer, adminQuestion[0]) }
  // A row that cannot be read may be any of those that seem to be missing.
  if (page && page.rows > page.items.length) return { ...part, broken: { hints: missing, failure: unreadableItem } }
  return { ...part, items: [...part.items, ...missing.map((hint) => confirmed(hint, null))], decided: hints }
}

export const unreadableItem: RestFailure = { kind: 'other', code: 'UNREADABLE_ITEM' }

/** An announced item as the CRM told it; null where it knows no such item. */
export function confirmed(hint: Hint, remote: RemoteItem | null): ConfirmedItem {
  const { entityTypeId, itemId, actor, receivedAt, addedAt, source } = hint
  return { entityTypeId, itemId, remote, actor, receivedAt, addedAt, source }
}
