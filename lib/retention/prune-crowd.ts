import 'server-only'
import type { Transaction } from '../db/client.ts'
import { deleteInBatches } from '../db/delete-in-batches.ts'
import { Prisma } from '../db/generated/client.ts'
import { inPortal } from '../db/in-portal.ts'
import type { ReceiptLimits } from './cutoffs.ts'

const none = '00000000-0000-0000-0000-000000000000'

/**
 * Deletes the oldest receipts of a portal that has too many, however young they are: whoever may announce at all may do so 200 times
 * a second, for ever. @returns whether none is left to delete.
 */
export async function pruneCrowd(portalId: string, limits: ReceiptLimits): Promise<boolean> {
  const notWatched = Prisma.sql`outcome = 'NOT_WATCHED'`
  const isDone = [
    await pruneOldest(portalId, { beyond: limits.notWatched, counted: notWatched, deleted: notWatched }),
    await pruneOldest(portalId, { beyond: limits.settled, counted: all, deleted: Prisma.sql`settled_at is not null` }),
    await pruneOldest(portalId, { beyond: limits.all, counted: all, deleted: all }),
  ]
  return isDone.every((done) => done)
}

const all = Prisma.sql`true`

type Crowd = { readonly beyond: number; readonly counted: Prisma.Sql; readonly deleted: Prisma.Sql }

async function pruneOldest(portalId: string, { beyond, counted, deleted }: Crowd): Promise<boolean> {
  const [newest] = await inPortal(
    portalId,
    (tx) => tx.$queryRaw<{ id: string }[]>`
      select id::text from event_delivery where portal_id = ${portalId}::uuid and ${counted}
      order by id desc offset ${beyond} limit 1`,
  )
  if (!newest) return true
  let after = none
  return deleteInBatches(portalId, async (tx, limit) => {
    const found = await pruneBatch(tx, portalId, { after, through: newest.id, deleted, limit })
    after = found ?? after
    return found === null
  })
}

type Batch = { readonly after: string; readonly through: string; readonly deleted: Prisma.Sql; readonly limit: number }

/** By an array, which is read once whatever the planner believes of the table. @returns the last id that was deleted, or null. */
async function pruneBatch(tx: Transaction, portalId: string, { after, through, deleted, limit }: Batch) {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    delete from event_delivery where portal_id = ${portalId}::uuid and id = any (array(
      select id from event_delivery
      where portal_id = ${portalId}::uuid and id > ${after}::uuid and id <= ${through}::uuid and ${deleted}
      order by id limit ${limit}))
    returning id::text`
  return rows.reduce<string | null>((last, { id }) => (last === null || id > last ? id : last), null)
}
