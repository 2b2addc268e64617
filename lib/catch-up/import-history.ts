import 'server-only'
import { adminQuestion, saysAdmin } from '../bitrix24/admin-question.ts'
import { type LookBack, lookBackCommands, readLookBack } from '../bitrix24/item-history.ts'
import type { RemoteItem } from '../bitrix24/remote-item.ts'
import { callBatch } from '../bitrix24/rest-batch.ts'
import { inPortal } from '../db/in-portal.ts'
import { log } from '../platform/log.ts'
import { callAsInstallation } from '../tokens/call-as-installation.ts'
import type { InstallationAccess } from '../tokens/read-access.ts'
import { moveBaseline } from '../watches/move-baseline.ts'
import { historyBegins, type WantedHistory } from './history-begin.ts'

type Wish = { readonly entityTypeId: number; readonly baselineItemId: number; readonly history: WantedHistory }

/** 1,000 items a request: a page takes a portal some 0.3 s, and a request must not run into its time-out. */
const pages = 20
const maxRequests = 10

/**
 * Lets the feed of a newly watched type begin earlier, where the admin wished so: finds the item that it is to begin after,
 * and moves baseline and checkpoint back there. The sweep then walks over it as over anything that it has not seen yet.
 * Where the portal does not answer the wish stays for the next sweep.
 */
export async function importHistory(portalId: string): Promise<void> {
  for (const wish of await readWishes(portalId)) {
    const result = await callAsInstallation(portalId, 2, (access) => lookBack(access, wish))
    if (result.ok) await inPortal(portalId, (tx) => moveBaseline(tx, portalId, wish, result.beginsAfter))
    else log().warn({ portalId, ...result.failure }, 'older items wait: the portal did not list them')
  }
}

async function readWishes(portalId: string): Promise<Wish[]> {
  const rows = await inPortal(portalId, (tx) =>
    tx.watch.findMany({
      where: { portalId, history: { not: null }, pausedAt: null },
      select: { entityTypeId: true, baselineItemId: true, history: true },
    }),
  )
  return rows.map(({ entityTypeId, baselineItemId, history }) => ({
    entityTypeId: Number(entityTypeId),
    baselineItemId: Number(baselineItemId),
    history: history === 'WEEK' ? 'week' : 'last500',
  }))
}

async function lookBack(access: InstallationAccess, { entityTypeId, baselineItemId, history }: Wish) {
  const items: RemoteItem[] = []
  let fromItemId = baselineItemId
  for (let request = 0; request < maxRequests; request += 1) {
    const asked: LookBack = { entityTypeId, fromItemId, pages }
    const answer = await callBatch(access, new Map([adminQuestion, ...lookBackCommands('h', asked)]))
    if (!answer.ok) return answer
    const read = readLookBack(answer, 'h', asked)
    // What an admin alone is shown would never be looked for again.
    if (!read || !saysAdmin(answer)) break
    items.push(...read.items)
    const beginsAfter = historyBegins(history, { items, isComplete: read.isComplete }, answer.portalTime)
    if (beginsAfter !== null) return { ok: true as const, beginsAfter }
    fromItemId = (items.at(-1)?.itemId ?? 1) - 1
  }
  return { ok: false as const, failure: { kind: 'other' as const, code: 'UNREADABLE_LIST' } }
}
