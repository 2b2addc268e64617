import 'server-only'
import { listTotal } from '../bitrix24/remote-item.ts'
import { spareWaitMs } from '../bitrix24/request-queue.ts'
import type { PortalAccess } from '../bitrix24/rest-access.ts'
import { callBatch, maxCommands } from '../bitrix24/rest-batch.ts'
import type { EntityType } from '../bitrix24/smart-process.ts'
import { endsWithin } from '../platform/ends-within.ts'
import { once } from '../platform/once.ts'
import { recentMap } from '../platform/recent-map.ts'

type Counted = Pick<EntityType, 'entityTypeId' | 'typeId'>

const keptMs = 10 * 60_000
const maxCounts = 20_000
/** The page that shows them does not wait for longer; what is answered later is there at the next opening. */
const answeredWithinMs = 3_000

/**
 * How many items of each type the CRM has, to an admin; those that it does not tell of in time are left out. They help to choose,
 * so they are asked after whatever somebody waits for, and count for all admins of the portal for some minutes.
 */
export async function countItems(
  access: PortalAccess,
  types: readonly Counted[],
): Promise<ReadonlyMap<number, number>> {
  const known = counts()
  const unknown = types.filter((type) => !known.has(keyOf(access, type)))
  await endsWithin(askCounts({ ...access, priority: 3, withinMs: spareWaitMs }, unknown), answeredWithinMs)
  return new Map(
    types.flatMap((type) => {
      const count = known.get(keyOf(access, type))
      return count === undefined ? [] : [[type.entityTypeId, count]]
    }),
  )
}

async function askCounts(access: PortalAccess, types: readonly Counted[]): Promise<void> {
  for (let start = 0; start < types.length; start += maxCommands) {
    const page = types.slice(start, start + maxCommands)
    const answer = await callBatch(
      access,
      new Map(page.map(({ entityTypeId }) => [String(entityTypeId), listTotal(entityTypeId)])),
    )
    if (!answer.ok) break
    for (const type of page) {
      const total = answer.totals.get(String(type.entityTypeId))
      if (Number.isSafeInteger(total)) counts().set(keyOf(access, type), Number(total))
    }
  }
}

/** A number may be given again, to a type of another key. */
function keyOf({ portalId }: PortalAccess, { entityTypeId, typeId }: Counted): string {
  return `${portalId} ${entityTypeId} ${typeId}`
}

function counts() {
  return once('item-counts', () => recentMap<string, number>(maxCounts, keptMs))
}
