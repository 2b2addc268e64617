import { z } from 'zod'
import { idSchema } from './ids.ts'
import { readRows } from './list-rows.ts'
import { findRefusal, restRefusals } from './refusals.ts'
import { type RemoteItem, readPage } from './remote-item.ts'
import type { Command } from './rest-batch.ts'
import type { RestFailure } from './rest-error.ts'
import { invoiceEntityTypeId } from './smart-process.ts'

/** What the app may change of an item. */
export type ItemFields = { readonly assignedById: number } | { readonly stageId: string }

/** `crm.item.update` (api-reference/crm/universal/crm-item-update.md): scope `crm`, and the right to change the item. */
export function updateItem(entityTypeId: number, itemId: number, fields: ItemFields): Command {
  return { method: 'crm.item.update', params: { entityTypeId, id: itemId, fields } }
}

/** The item as it stands after `crm.item.update`; null for an answer that cannot be read. */
export function readUpdated(result: unknown): RemoteItem | null {
  const item = typeof result === 'object' && result !== null && 'item' in result ? result.item : null
  return readPage({ items: [item] })?.items[0] ?? null
}

/**
 * `crm.timeline.comment.add`: the author is the token's user. Never within a batch: its text may begin with what a batch
 * reads as a reference (settings/how-to-call-rest-api/batch.md).
 */
export function addComment(entityTypeId: number, itemId: number, text: string): Command {
  const fields = { ...commentOwner(entityTypeId, itemId), COMMENT: text }
  return { method: 'crm.timeline.comment.add', params: { fields } }
}

/** `crm.timeline.comment.list`, the newest 50 first. */
export function listComments(entityTypeId: number, itemId: number): Command {
  const params = { filter: commentOwner(entityTypeId, itemId), order: { ID: 'DESC' }, start: 0 }
  return { method: 'crm.timeline.comment.list', params }
}

export type RemoteComment = { readonly id: number; readonly authorId: number | null; readonly text: string }

const commentSchema = z
  .object({ ID: idSchema, AUTHOR_ID: idSchema.nullable().catch(null), COMMENT: z.string().catch('') })
  .transform(({ ID, AUTHOR_ID, COMMENT }): RemoteComment => ({ id: ID, authorId: AUTHOR_ID, text: COMMENT }))

export function readComments(result: unknown): readonly RemoteComment[] | null {
  return readRows(result, commentSchema)?.rows ?? null
}

/** `DYNAMIC_{entityTypeId}` for smart processes, `SMART_INVOICE` for invoices (api-reference/crm/data-types.md, object types). */
function commentOwner(entityTypeId: number, itemId: number) {
  const type = entityTypeId === invoiceEntityTypeId ? 'SMART_INVOICE' : `DYNAMIC_${entityTypeId}`
  return { ENTITY_TYPE: type, ENTITY_ID: itemId }
}

/**
 * What a failed write proves. `not_sent`: nothing was done, and asking again later may help. `refused`: the CRM said no.
 * `unknown`: no answer, or one that may have come after the work; only looking tells.
 */
export function readWriteFailure({ kind, code }: RestFailure): 'not_sent' | 'refused' | 'unknown' {
  switch (kind) {
    case 'token':
    case 'query_limit':
    case 'operation_limit':
    case 'closed':
    case 'not_installed':
    case 'moved':
      return 'not_sent'
    case 'denied':
    case 'not_found':
      return 'refused'
    case 'unreachable':
      return 'unknown'
    case 'other':
      // Also in words that nobody has heard of: a portal's own handlers refuse so.
      return findRefusal(restRefusals, code, '')?.mayBeDone ? 'unknown' : 'refused'
  }
}
