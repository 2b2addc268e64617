import 'server-only'
import type { RemoteItem } from '../bitrix24/remote-item.ts'
import type { StageRow } from '../bitrix24/stage-list.ts'
import type { Transaction } from '../db/client.ts'
import { inPortal } from '../db/in-portal.ts'
import type { Stage } from '../feed/feed-item.ts'
import type { ItemNow } from './action.ts'

/** How an item that the CRM has just shown stands, with the names that were told or are known. */
export async function nameItem(
  portalId: string,
  { assignedById, stageId }: RemoteItem,
  stages: readonly StageRow[],
): Promise<ItemNow> {
  const told = stages.find((stage) => stage.id === stageId && stage.name !== '')
  return inPortal(portalId, async (tx) => {
    const person = assignedById === null ? null : await readEntry(tx, portalId, 'USER', String(assignedById))
    const known = stageId === null || told ? null : await readEntry(tx, portalId, 'STAGE', stageId)
    return {
      assignedTo: assignedById === null ? null : { id: assignedById, name: person?.name ?? '' },
      stage: stageId === null ? null : toStage(stageId, told ?? known),
    }
  })
}

type Entry = { readonly name: string; readonly color: string | null; readonly semantics: string | null }

function toStage(id: string, entry: Entry | null): Stage {
  const semantics = entry?.semantics === 'S' || entry?.semantics === 'F' ? entry.semantics : null
  return { id, name: entry?.name ?? '', color: entry?.color ?? null, semantics }
}

function readEntry(tx: Transaction, portalId: string, kind: 'USER' | 'STAGE', key: string): Promise<Entry | null> {
  return tx.directoryEntry.findUnique({
    where: { portalId_kind_key: { portalId, kind, key } },
    select: { name: true, color: true, semantics: true },
  })
}
