import { makeDirectory, makeFeedItems, makeWatches } from '../support/factories.ts'
import { type Bench, seePortal } from './start-bench.ts'

/** One statement takes 32,767 values; Prisma would send several at once on one connection, which pg will refuse. */
const ROWS_PER_INSERT = 1_000
/** Repeated at once; more would take longer than a transaction may. */
const ROUNDS_PER_INSERT = 100

/**
 * Fills a portal's feed with `count` rows.
 * @param times repeats them so often in the database itself, which is faster; titles and people repeat with them.
 */
export async function fillPortal(bench: Bench, portalId: string, count: number, times = 1): Promise<void> {
  const items = makeFeedItems({ portalId, seed: 1, count })
  await seePortal(bench, portalId, async (tx) => {
    await tx.watch.createMany({ data: makeWatches(portalId), skipDuplicates: true })
    await tx.directoryEntry.createMany({ data: makeDirectory(portalId), skipDuplicates: true })
    for (let start = 0; start < items.length; start += ROWS_PER_INSERT) {
      await tx.feedItem.createMany({ data: items.slice(start, start + ROWS_PER_INSERT) })
    }
  })
  for (let round = 1; round < times; round += ROUNDS_PER_INSERT) {
    const last = Math.min(times - 1, round + ROUNDS_PER_INSERT - 1)
    await seePortal(
      bench,
      portalId,
      (tx) => tx.$executeRaw`
        insert into feed_item (portal_id, entity_type_id, item_id, revision, position, source, actor, title, search_text,
                               created_at, received_at, created_by_id, assigned_by_id, first_assigned_by_id, category_id,
                               stage_id, first_stage_id)
        select portal_id, entity_type_id, item_id + round * ${count}::int, revision + round * ${count}::int,
               position + round * ${count}::int, source, actor, title, search_text, created_at, received_at, created_by_id,
               assigned_by_id, first_assigned_by_id, category_id, stage_id, first_stage_id
        from feed_item, generate_series(${round}::int, ${last}::int) as round
        where portal_id = ${portalId}::uuid and position <= ${count}::int`,
    )
  }
  await seePortal(bench, portalId, async (tx) => {
    await tx.feedHead.update({ where: { portalId }, data: { headRevision: BigInt(count * times) } })
    // The portal itself has no such items: a comparison would find all of them gone.
    await tx.$executeRaw`
      update attention set compare_begun_at = now(), compare_at = now() + interval '1 day' where portal_id = ${portalId}::uuid`
  })
  // What autovacuum does within a minute.
  await bench.db.$executeRaw`analyze feed_item, directory_entry, watch`
}
