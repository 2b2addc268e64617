import { announce } from '../announce.ts'
import { findItem } from '../items.ts'
import { asId, asText, isMap, type JsonMap } from '../json-value.ts'
import type { Portal } from '../portal.ts'
import type { Comment, Item } from '../portal-state.ts'
import { portalTime } from '../portal-time.ts'
import { RestError } from '../rest-error.ts'
import { type MethodCall, type Methods, page, param } from '../rest-method.ts'
import { mayChange, mayRead } from '../rights.ts'

const SECONDS = 0.03
const INVOICES = 31

/** Comments on an item's timeline (crm/timeline/comments, tutorials/crm/…/how-to-add-comment-to-spa.md). */
export const timelineMethods: Methods = {
  'crm.timeline.comment.add': { scope: 'crm', seconds: SECONDS, run: add },
  'crm.timeline.comment.list': { scope: 'crm', seconds: SECONDS, run: list },
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

function list({ portal, user, params }: MethodCall) {
  const given = param(params, 'filter')
  const { entityType, entityId, item } = ownerOf(portal, isMap(given) ? given : {})
  if (!mayRead(user, item)) throw new RestError('ACCESS_DENIED', 'Access denied')
  const order = param(params, 'order')
  const isDescending = isMap(order) && asText(order.ID).toUpperCase() === 'DESC'
  const rows = portal.state.comments.filter(
    (comment) => comment.entityType === entityType && comment.entityId === entityId,
  )
  const { rows: shown, ...counts } = page(isDescending ? rows.toReversed() : rows, asId(param(params, 'start')))
  return { result: shown.map(commentRow), ...counts }
}

/** The item that a comment belongs to: `DYNAMIC_{entityTypeId}` or `SMART_INVOICE` (crm/data-types.md, object types). */
function ownerOf(portal: Portal, fields: JsonMap): { entityType: string; entityId: number; item: Item } {
  const entityType = asText(fields.ENTITY_TYPE).toUpperCase()
  const entityId = asId(fields.ENTITY_ID)
  if (entityType === '' || entityId === 0) throw new RestError('100', 'Required fields are not provided')
  const dynamic = /^DYNAMIC_(\d+)$/.exec(entityType)?.[1]
  const entityTypeId = entityType === 'SMART_INVOICE' ? INVOICES : Number(dynamic)
  const item = findItem(portal, entityTypeId, entityId)
  if (!item) throw new RestError('OWNER_NOT_FOUND', 'Owner is not found')
  return { entityType, entityId, item }
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
