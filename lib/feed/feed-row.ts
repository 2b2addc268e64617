import { itemPath } from '../bitrix24/smart-process.ts'
import type { FeedItem, ItemChanges, Named, Stage } from './feed-item.ts'

/** A row with the names of what it refers to, before anybody's rights are considered. */
export type FeedRow = {
  readonly item: FeedItem
  readonly position: bigint
  readonly revision: bigint
  readonly removed: boolean
}

/** A row as `selectFeedRows` reads it. The `first_…` columns tell what the item was like when it was first confirmed. */
export type FeedRowColumns = {
  entity_type_id: bigint
  item_id: bigint
  revision: bigint
  position: bigint
  source: 'EVENT' | 'CATCH_UP'
  actor: string
  title: string
  first_title: string | null
  created_at: Date
  received_at: Date
  removed: boolean
  is_history: boolean
  created_by_id: bigint | null
  created_by_name: string | null
  assigned_by_id: bigint | null
  assigned_by_name: string | null
  first_assigned_by_id: bigint | null
  first_assigned_by_name: string | null
  category_id: bigint | null
  category_name: string | null
  stage_id: string | null
  stage_name: string | null
  stage_color: string | null
  stage_semantics: string | null
  first_stage_id: string | null
  first_stage_name: string | null
  first_stage_color: string | null
  first_stage_semantics: string | null
  amount: string | null
  currency: string | null
}

export function toFeedRow(row: FeedRowColumns): FeedRow {
  const entityTypeId = Number(row.entity_type_id)
  const itemId = Number(row.item_id)
  return {
    position: row.position,
    revision: row.revision,
    removed: row.removed,
    item: {
      id: `${entityTypeId}:${itemId}`,
      entityTypeId,
      itemId,
      title: row.title,
      url: itemPath(entityTypeId, itemId),
      createdAt: row.created_at.toISOString(),
      receivedAt: row.received_at.toISOString(),
      source: row.source === 'EVENT' ? 'event' : 'catch-up',
      ...(row.is_history && { isHistory: true }),
      actor: row.actor.toLowerCase() as FeedItem['actor'],
      createdBy: named(row.created_by_id, row.created_by_name),
      assignedTo: named(row.assigned_by_id, row.assigned_by_name),
      category: row.category_name === null ? null : named(row.category_id, row.category_name),
      stage: stageOf(row),
      amount: row.amount === null || row.currency === null ? null : { value: row.amount, currency: row.currency },
      changes: changesOf(row),
      revision: String(row.revision),
      position: String(row.position),
    },
  }
}

function changesOf(row: FeedRowColumns): ItemChanges | null {
  const changes: ItemChanges = {
    ...(row.stage_id !== row.first_stage_id && { stage: { from: firstStageOf(row), to: stageOf(row) } }),
    ...(row.assigned_by_id !== row.first_assigned_by_id && {
      assignedTo: {
        from: named(row.first_assigned_by_id, row.first_assigned_by_name),
        to: named(row.assigned_by_id, row.assigned_by_name),
      },
    }),
    // It may have been given its first title again.
    ...(row.first_title !== null && row.first_title !== row.title && { title: { from: row.first_title } }),
  }
  return Object.keys(changes).length > 0 ? changes : null
}

/** Who cannot be resolved (bots, people who left) goes by the number. */
function named(id: bigint | null, name: string | null): Named | null {
  return id === null ? null : { id: Number(id), name: name ?? `#${id}` }
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
  return { id, name: name ?? id, color, semantics: semantics === 'S' || semantics === 'F' ? semantics : null }
}
