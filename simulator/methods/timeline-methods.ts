import { announce } from '../announce.ts'
import { selectFields } from '../item-row.ts'
import { findItem } from '../items.ts'
import { asId, asList, asText, isMap, type JsonMap } from '../json-value.ts'
import type { Portal } from '../portal.ts'
import type { Comment, Item } from '../portal-state.ts'
import { portalTime } from '../portal-time.ts'
import { RestError } from '../rest-error.ts'
import { type MethodCall, type Methods, page, param } from '../rest-method.ts'
import { mayChange, mayRead } from '../rights.ts'
import { compileOrder, type Fields, filterMap } from '../row-filter.ts'

const SECONDS = 0.03
const INVOICES = 31

/** Comments on an item's timeline (crm/timeline/comments, tutorials/crm/…/how-to-add-comment-to-spa.md). */
export const timelineMethods: Methods = {
  'crm.timeline.comment.add': { scope: 'crm', seconds: SECONDS, run: add },
  'crm.timeline.comment.list': { scope: 'crm', seconds: SECONDS, run: list },
  'crm.timeline.comment.get': { scope: 'crm', seconds: SECONDS, run: get },
}

function add({ world, portal, user, params }: MethodCall) {
  const given = param(params, 'fields')
  const fields = isMap(given) ? given : {}
  const text = asText(fields.COMMENT).trim()
  const { entityType, entityId, item } = ownerOf(portal, fields)
  if (text === '') throw new RestError('INVALID_ARG_VALUE', 'Empty comment')
  if (!mayChange(user, item)) throw new RestError('ACCESS_DENIED', 'Access denied')
  const comment: Comment = {
    ...{ id: (portal.state.comments.at(-1)?.id ?? 998) + 1, entityType, entityId, text },
    authorId: asId(fields.AUTHOR_ID) || user.id,
    createdTime: portalTime(world.now()),
  }
  portal.state.comments.push(comment)
  world.changed()
  announce(world, portal, 'ONCRMTIMELINECOMMENTADD', { ID: comment.id }, user.id)
  return { result: comment.id }
}

/** A list that is denied, or of an item that is not there, is refused with an empty code (crm/timeline/comments/crm-timeline-comment-list.md). */
function list({ portal, user, params }: MethodCall) {
  const filter = filterMap(param(params, 'filter'))
  const entityType = asText(filter.ENTITY_TYPE).toUpperCase()
  const entityId = asId(filter.ENTITY_ID)
  const item = findOwner(portal, entityType, entityId)
  if (!item || !mayRead(user, item)) throw new RestError('', 'Access denied.')
  const inOrder = compileOrder(filterMap(param(params, 'order')), ORDERED)
  const rows = portal.state.comments
    .filter((comment) => comment.entityType === entityType && comment.entityId === entityId)
    .map(commentRow)
    .sort(inOrder)
  const select = asList(param(params, 'select'))
  const { rows: shown, ...counts } = page(rows, asId(param(params, 'start')))
  return { result: shown.map((row) => selectFields(row, select)), ...counts }
}

const ORDERED: Fields = { has: (name) => ['ID', 'CREATED', 'AUTHOR_ID'].includes(name), others: 'ignored' }

/** Each of its refusals has an empty code too (crm-timeline-comment-get.md). */
function get({ portal, user, params }: MethodCall) {
  const id = asId(param(params, 'id'))
  if (id <= 0) throw new RestError('', 'ID is not defined or invalid.')
  const comment = portal.state.comments.find((known) => known.id === id)
  if (!comment) throw new RestError('', 'Not found.')
  const item = findOwner(portal, comment.entityType, comment.entityId)
  if (!item || !mayRead(user, item)) throw new RestError('', 'Access denied.')
  return { result: commentRow(comment) }
}

/** The item that a comment belongs to: `DYNAMIC_{entityTypeId}` or `SMART_INVOICE` (crm/data-types.md, object types). */
function ownerOf(portal: Portal, fields: JsonMap): { entityType: string; entityId: number; item: Item } {
  const entityType = asText(fields.ENTITY_TYPE).toUpperCase()
  const entityId = asId(fields.ENTITY_ID)
  if (entityType === '' || entityId === 0) throw new RestError('100', 'Required fields are not provided')
  const item = findOwner(portal, entityType, entityId)
  if (!item) throw new RestError('OWNER_NOT_FOUND', 'Owner is not found')
  return { entityType, entityId, item }
}

function findOwner(portal: Portal, entityType: string, entityId: number): Item | undefined {
  const dynamic = /^DYNAMIC_(\d+)$/.exec(entityType)?.[1]
  return findItem(portal, entityType === 'SMART_INVOICE' ? INVOICES : Number(dynamic), entityId)
}

const commentRow = (comment: Comment): JsonMap => ({
  ID: String(comment.id),
  ENTITY_ID: String(comment.entityId),
  ENTITY_TYPE: comment.entityType.toLowerCase(),
  CREATED: comment.createdTime,
  COMMENT: comment.text,
  AUTHOR_ID: String(comment.authorId),
  FILES: {},
})
