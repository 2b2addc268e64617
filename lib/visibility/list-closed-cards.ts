import 'server-only'
import { type ItemRef, itemKey } from '../bitrix24/item-ref.ts'
import { Refusal } from '../platform/refusal.ts'
import { askVisible } from './ask-visible.ts'
import { readTypeVisibility } from './read-type-visibility.ts'
import type { ViewerAccess } from './viewer-marks.ts'

export type ClosedCards = { readonly closed: readonly string[]; readonly isPartial: boolean }

/**
 * Which of these items, that the feed shows to everybody, the CRM does not show to this viewer's own token: their cards do not
 * open. Nothing is kept of it: what a viewer may see of the feed does not depend on it.
 * @throws Refusal `unauthorized` or `unavailable`.
 */
export async function listClosedCards(viewer: ViewerAccess, items: readonly ItemRef[]): Promise<ClosedCards> {
  const { open } = await readTypeVisibility(viewer.portalId)
  const asked = items.filter(({ entityTypeId }) => open.has(entityTypeId))
  if (asked.length === 0) return { closed: [], isPartial: false }
  const answer = await askVisible(viewer, asked, [])
  if (!answer.ok) {
    const { kind, code } = answer.failure
    throw new Refusal(kind === 'token' ? 'unauthorized' : 'unavailable', code)
  }
  const decided = asked.map(itemKey).filter((key) => answer.decided.has(key))
  return { closed: decided.filter((key) => !answer.visible.has(key)), isPartial: decided.length < asked.length }
}
