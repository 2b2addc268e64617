import { itemKey } from '../bitrix24/item-ref.ts'
import type { RemoteItem } from '../bitrix24/remote-item.ts'
import { itemPath } from '../bitrix24/smart-process.ts'
import type { Named, Person, PresentItem, Stage } from './feed-item.ts'
import { type ItemValues, readItem } from './item-columns.ts'

/** What a field was when the item was first confirmed, and the revision at which that ended; null where nobody noted it. */
export type FormerValue<T> = { readonly value: T; readonly until: bigint | null }

/** What is no longer as it was at first; only what differs is there. */
export type FormerState = {
  readonly stage?: FormerValue<Stage | null>
  readonly assignedTo?: FormerValue<Named | null>
  readonly title?: FormerValue<string>
}

/** A row with the names of what it refers to, before anybody's rights are considered. */
export type FeedRow = {
  readonly item: PresentItem
  /** Apart from the item: whoever may see the one need not have been allowed to see the other. */
  readonly former: FormerState
  /** As the CRM told the installation; every change up to `updatedAt` is in it. */
  readonly read: RemoteItem
  readonly position: bigint
  readonly revision: bigint
  readonly removed: boolean
}

/** A row as `selectFeedRows` reads it. The `first_…` columns tell what the item was like when it was first confirmed. */
export type FeedRowColumns = ItemValues & {
  entity_type_id: bigint
  revision: bigint
  position: bigint
  source: 'EVENT' | 'CATCH_UP'
  actor: string
  first_title: string | null
  received_at: Date
  removed: boolean
  is_history: boolean
  created_by_name: string | null
  created_by_photo: string | null
  assigned_by_name: string | null
  first_assigned_by_id: bigint | null
  first_assigned_by_name: string | null
  category_name: string | null
  stage_name: string | null
  stage_color: string | null
  stage_semantics: string | null
  first_stage_id: string | null
  first_stage_name: string | null
  first_stage_color: string | null
  first_stage_semantics: string | null
  first_title_until: bigint | null
  first_stage_until: bigint | null
  first_assigned_until: bigint | null
}

export function toFeedRow(row: FeedRowColumns): FeedRow {
  const entityTypeId = Number(row.entity_type_id)
  const read = readItem(row)
  const { itemId, title, categoryId, amount } = read
  return {
    position: row.position,
    revision: row.revision,
    removed: row.removed,
    former: formerOf(row),
    read,
    item: {
      id: itemKey({ entityTypeId, itemId }),
      entityTypeId,
      itemId,
      title,
      url: itemPath(entityTypeId, itemId),
      createdAt: row.created_at.toISOString(),
      receivedAt: row.received_at.toISOString(),
      source: row.source === 'EVENT' ? 'event' : 'catch-up',
      ...(row.is_history && ({ isHistory: true } satisfies Partial<PresentItem>)),
      actor: row.actor.toLowerCase() as PresentItem['actor'],
      createdBy: withPhoto(named(row.created_by_id, row.created_by_name), row.created_by_photo),
      assignedTo: named(row.assigned_by_id, row.assigned_by_name),
      categoryId,
      category: row.category_name ? named(row.category_id, row.category_name) : null,
      stage: stageOf(row),
      amount,
      revision: String(row.revision),
      position: String(row.position),
    },
  }
}

function formerOf(row: FeedRowColumns): FormerState {
  return {
    ...(row.stage_id !== row.first_stage_id && {
      stage: { value: firstStageOf(row), until: row.first_stage_until },
    }),
    ...(row.assigned_by_id !== row.first_assigned_by_id && {
      assignedTo: {
        value: named(row.first_assigned_by_id, row.first_assigned_by_name),
        until: row.first_assigned_until,
      },
    }),
    // It may have been given its first title again.
    ...(row.first_title !== null &&
      row.first_title !== row.title && { title: { value: row.first_title, until: row.first_title_until } }),
  }
}

function withPhoto(person: Named | null, photo: string | null): Person | null {
  return person === null || photo === null ? person : { ...person, photo }
}

/** Who cannot be resolved (bots, system users) has no name. */
function named(id: bigint | null, name: string | null): Named | null {
  return id === null ? null : { id: Number(id), name: name ?? '' }
}

function stageOf({ stage_id: id, stage_name: name, stage_color: color, stage_semantics: semantics }: FeedRowColumns) {
  return toStage(id, { name, color, semantics })
}

function firstStageOf(row: FeedRowColumns): Stage | null {
  const { first_stage_name: name, first_stage_color: color, first_stage_semantics: semantics } = row
  return toStage(row.first_stage_id, { name, color, semantics })
}

type StageColumns = { name: string | null; color: string | null; semantics: string | null }

function toStage(id: string | null, { name, color, semantics }: StageColumns): Stage | null {
  if (id === null) return null
  return { id, name: name ?? '', color, semantics: semantics === 'S' || semantics === 'F' ? semantics : null }
}
