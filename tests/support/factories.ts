import type { Prisma } from '#lib/db/generated/client.ts'
import { foldText } from '#lib/feed/search-text.ts'
import { seededRandom } from '../../simulator/faults.ts'
import { sampleTitle } from '../../simulator/sample-titles.ts'
import { SAMPLE_TYPES } from '../../simulator/sample-types.ts'

/** Rows as they stand in the database, the same for the same `seed`; they end here, so that a second run makes them again. */
const NEWEST_AT_MS = Date.parse('2026-11-20T16:00:00Z')
const MEAN_GAP_MS = 9 * 60_000

const PEOPLE = [
  { id: 1, name: 'Ann Lee' },
  { id: 7, name: 'Mark Olsen' },
  { id: 9, name: 'Eva Brandt' },
]

/** A portal with its installation, which holds no tokens: nobody can be asked anything with it. */
export function makePortal(seed: number) {
  const id = makeUuid(seededRandom(seed))
  const domain = `sample-${seed}.bitrix24.com`
  const portal = { id, memberId: `sample${seed}`, domain, clientEndpoint: `https://${domain}/rest` }
  const since = new Date(NEWEST_AT_MS - 90 * 86_400_000)
  const installation = {
    portalId: id,
    status: 'ACTIVE',
    serverEndpoint: 'https://oauth.bitrix.info',
    verifiedAt: since,
    finishedAt: since,
  } satisfies Prisma.InstallationCreateManyInput
  return { portal, installation }
}

/** All sample types are followed, each from its first item on. */
export function makeWatches(portalId: string): Prisma.WatchCreateManyInput[] {
  return SAMPLE_TYPES.map(({ type }) => ({
    portalId,
    entityTypeId: BigInt(type.entityTypeId),
    typeId: BigInt(type.typeId),
    title: type.title,
    baselineItemId: 0n,
    checkpointItemId: 0n,
  }))
}

/** The names of everybody and everything that `makeFeedItems` refers to. */
export function makeDirectory(portalId: string): Prisma.DirectoryEntryCreateManyInput[] {
  const fetchedAt = new Date(NEWEST_AT_MS)
  const people = PEOPLE.map(({ id, name }) => ({ portalId, kind: 'USER' as const, key: String(id), name, fetchedAt }))
  const ofTypes = SAMPLE_TYPES.flatMap(({ type }) =>
    type.categories.flatMap((category) => [
      {
        portalId,
        kind: 'CATEGORY' as const,
        key: `${type.entityTypeId}:${category.id}`,
        name: category.name,
        fetchedAt,
      },
      ...category.stages.map(({ id, name, color, semantics }) => ({
        ...{ portalId, kind: 'STAGE' as const, key: id, name, fetchedAt },
        ...{ color: color.toLowerCase(), semantics },
      })),
    ]),
  )
  return [...people, ...ofTypes]
}

/** `count` items over all sample types, oldest first, with revisions and positions from 1 on and ids from `firstItemId` on. */
export function makeFeedItems(options: {
  portalId: string
  seed: number
  count: number
  firstItemId?: number
}): Prisma.FeedItemCreateManyInput[] {
  const { portalId, seed, count, firstItemId = 10_000 } = options
  const random = seededRandom(seed)
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const items: Prisma.FeedItemCreateManyInput[] = []
  let createdAtMs = NEWEST_AT_MS - count * MEAN_GAP_MS
  for (let n = 0; n < count; n += 1) {
    createdAtMs += random() * 2 * MEAN_GAP_MS
    const sample = SAMPLE_TYPES[n % SAMPLE_TYPES.length]
    if (!sample) break
    const category = pick(sample.type.categories)
    const byAutomation = random() < 0.2
    const title = sampleTitle(sample.kind, n)
    const assignedById = BigInt(pick(PEOPLE)?.id ?? 1)
    const stageId = pick(category?.stages ?? [])?.id ?? null
    items.push({
      portalId,
      entityTypeId: BigInt(sample.type.entityTypeId),
      itemId: BigInt(firstItemId + n),
      revision: BigInt(n + 1),
      position: BigInt(n + 1),
      source: random() < 0.03 ? 'CATCH_UP' : 'EVENT',
      actor: byAutomation ? 'AUTOMATION' : 'PERSON',
      ...{ title, searchText: foldText(title) },
      createdAt: new Date(createdAtMs),
      receivedAt: new Date(createdAtMs + 1_000 + random() * 500),
      createdById: BigInt(pick(PEOPLE)?.id ?? 1),
      ...{ assignedById, firstAssignedById: assignedById, stageId, firstStageId: stageId },
      categoryId: category ? BigInt(category.id) : null,
      ...(sample.type.switches.isLinkWithProductsEnabled
        ? { amount: Math.round(random() * 1_000_000) / 100, currency: 'EUR' }
        : {}),
    })
  }
  return items
}

/** A receipt of its creation for each item; settled unless `waiting`. */
export function makeReceipts(options: {
  portalId: string
  seed: number
  items: readonly { entityTypeId: number | bigint; itemId: number | bigint; receivedAt?: Date | string }[]
  waiting?: boolean
}): Prisma.ReceiptCreateManyInput[] {
  const { portalId, seed, items, waiting = false } = options
  const random = seededRandom(seed)
  return items.map(({ entityTypeId, itemId, receivedAt: at = new Date(NEWEST_AT_MS) }) => {
    const receivedAt = new Date(at)
    return {
      ...({ portalId, id: makeUuid(random), event: 'ITEM_ADD', actor: 'PERSON' } as const),
      ...{ entityTypeId: BigInt(entityTypeId), itemId: BigInt(itemId), sentAt: receivedAt, receivedAt },
      ...(waiting ? {} : ({ outcome: 'RECORDED', settledAt: new Date(receivedAt.getTime() + 400) } as const)),
    }
  })
}

/** A version 4 UUID from a seeded source. */
function makeUuid(random: () => number): string {
  const hex = (length: number) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('')
  return [hex(8), hex(4), `4${hex(3)}`, `8${hex(3)}`, hex(12)].join('-')
}
