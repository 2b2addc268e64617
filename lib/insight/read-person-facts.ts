import 'server-only'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import type { Transaction } from '../db/client.ts'
import { recallPerson } from '../visibility/recall-person.ts'
import type { PersonFacts } from './explain-person.ts'

type Asked = { readonly portalId: string; readonly item: ItemRef; readonly userId: number }
type Heard = ReturnType<typeof recallPerson>['admin']
type Stored = { readonly isAdmin: boolean; readonly adminCheckedAt: Date | null }

/** When the portal last said that a person is an admin; null where it said otherwise since. This process stores not all that it hears, and others store too. */
function adminAtOf(heard: Heard, stored: Stored | null): Date | null {
  const storedAt = stored?.adminCheckedAt ?? null
  if (heard !== null && (storedAt === null || heard.saidAt >= storedAt)) return heard.isAdmin ? heard.saidAt : null
  return stored?.isAdmin ? storedAt : null
}

/** What the app knows of a person's sight of an item. The person's token is kept nowhere, so the portal is not asked. */
export async function readPersonFacts(
  tx: Transaction,
  { portalId, item, userId }: Asked,
): Promise<Omit<PersonFacts, 'crm' | 'isInFeed'>> {
  const key = { portalId, entityTypeId: BigInt(item.entityTypeId) }
  const watch = await tx.watch.findUnique({
    where: { portalId_entityTypeId: key },
    select: { visibility: true, createdAt: true },
  })
  const row = await tx.feedItem.findUnique({
    where: { portalId_entityTypeId_itemId: { ...key, itemId: BigInt(item.itemId) } },
    select: { position: true },
  })
  const state = await tx.viewerState.findUnique({
    where: { portalId_userId: { portalId, userId: BigInt(userId) } },
    select: { isAdmin: true, adminCheckedAt: true },
  })
  const seen = { ...item, position: row?.position ?? 0n, watchedSince: watch?.createdAt ?? new Date(0) }
  const { admin, sight } = recallPerson({ portalId, userId }, seen)
  return {
    isOpen: watch?.visibility === 'PORTAL',
    adminAt: adminAtOf(admin, state)?.toISOString() ?? null,
    // The portal is asked about whoever opens the app for the first time.
    hasOpened: state !== null || sight !== null,
    sight: sight && { answer: sight.answer, answeredAt: sight.answeredAt.toISOString() },
  }
}
