import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'
import type { ActionResult, ItemNow } from './action.ts'
import { looksAfterMs } from './attempt.ts'
import { type Change, isAsWanted, seenStage } from './change.ts'
import { nameItem } from './name-item.ts'
import { readItemNow } from './read-item-now.ts'

/** Reads an item after a write of which nothing certain is known: `done` where it stands as wanted, else `unknown`. */
export async function lookAtItem(viewer: ViewerAccess, key: ItemRef, change: Change): Promise<ActionResult> {
  let now: ItemNow | null = null
  for (const pauseMs of looksAfterMs) {
    await wait(pauseMs)
    const reading = await readItemNow(viewer, key, seenStage(change))
    if (!reading.ok) continue
    const { item, stages } = reading
    if (!item) return { outcome: 'refused', reason: 'gone', now: null }
    now = await nameItem(viewer.portalId, item, stages)
    if (isAsWanted(viewer, change, item)) return { outcome: 'done', now }
  }
  return { outcome: 'unknown', now }
}
