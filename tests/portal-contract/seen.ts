import { listPageSize } from '#lib/bitrix24/list-rows.ts'
import { itemFields, listBeyond, type RemoteItem, readIds, readPage } from '#lib/bitrix24/remote-item.ts'
import { type EntityType, listTypes, readTypes } from '#lib/bitrix24/smart-process.ts'
import { namesOf, resultOf } from './answer.ts'
import type { Portal } from './portal.ts'

/** A smart process of the portal with its first items, which the checks ask about. */
export type SeenType = EntityType & { readonly items: readonly RemoteItem[] }

/** What `WRITE=1` has made on the portal so far. */
export type Made = { typeId: number; entityTypeId: number; itemId: number }

/** What there is on a portal that can be asked about. */
export type Seen = {
  readonly userId: number
  readonly scopes: ReadonlySet<string>
  /** Null where the person may not list them. */
  readonly types: readonly EntityType[] | null
  /** The one with the most items of those that were looked at. */
  readonly type: SeenType | null
  /** The person whose token is the second one, and an item that this person may not read. */
  readonly second: { readonly userId: number; readonly hidden: RemoteItem | null } | null
  readonly mayWrite: boolean
  /** Set by the check that makes it. */
  made: Made | null
}

/** So many smart processes are looked at, in one request each. */
const maxLookedAt = 5

/** Looks around: which types there are, and one with items. */
export async function look(portal: Portal, { mayWrite = false } = {}): Promise<Seen> {
  const scopes = new Set(namesOf(await portal.ask('scope')))
  const { method, params } = listTypes(0)
  const types = readTypes(resultOf(await portal.ask(method, params)))?.rows ?? null
  const type = await lookAtTypes(portal, types ?? [])
  return {
    userId: portal.first.pair.userId,
    scopes,
    types,
    type,
    second: await lookAsSecond(portal, type),
    mayWrite,
    made: null,
  }
}

async function lookAtTypes(portal: Portal, types: readonly EntityType[]): Promise<SeenType | null> {
  let best: SeenType | null = null
  for (const type of types.slice(0, maxLookedAt)) {
    const { params } = listBeyond(type.entityTypeId, 0)
    const items = readPage(resultOf(await portal.ask('crm.item.list', { ...params, select: itemFields })))?.items ?? []
    if (items.length > (best?.items.length ?? 0)) best = { ...type, items }
    if (items.length === listPageSize) break
  }
  return best
}

async function lookAsSecond(portal: Portal, type: SeenType | null): Promise<Seen['second']> {
  if (!portal.second) return null
  const { userId } = portal.second.pair
  if (!type) return { userId, hidden: null }
  const wanted = type.items.map(({ itemId }) => itemId)
  const filter = { '@id': wanted }
  const params = { entityTypeId: type.entityTypeId, select: ['id'], filter, start: -1 }
  const shown = readIds(resultOf(await portal.ask('crm.item.list', params, 'second')))
  const hidden = shown && type.items.find(({ itemId }) => !shown.includes(itemId))
  return { userId, hidden: hidden ?? null }
}

/** What a check is about, or why this portal has nothing of the kind. */
export type Given<T> = { readonly lacks: string; readonly of: (seen: Seen) => T | null }

const hasScope = (seen: Seen, ...names: string[]) => names.some((name) => seen.scopes.has(name))

export const anything: Given<Seen> = { lacks: '', of: (seen) => seen }

export const users: Given<Seen> = {
  lacks: 'the app has none of the scopes of users',
  of: (seen) => (hasScope(seen, 'user_brief', 'user_basic', 'user') ? seen : null),
}

export const placements: Given<Seen> = {
  lacks: 'the app has not the scope placement',
  of: (seen) => (hasScope(seen, 'placement') ? seen : null),
}

export const notifications: Given<Seen> = {
  lacks: 'the app has not the scope im',
  of: (seen) => (hasScope(seen, 'im') ? seen : null),
}

export const listedTypes: Given<readonly EntityType[]> = {
  lacks: 'this person lists no smart processes: the token has to be that of an admin',
  of: ({ types }) => (types && types.length > 0 ? types : null),
}

export const filledType: Given<SeenType> = {
  lacks: 'no smart process with items',
  of: ({ type }) => type,
}

export const secondPerson: Given<Seen> = {
  lacks: 'no second person (B24_SECOND_REFRESH_TOKEN)',
  of: (seen) => (seen.second ? seen : null),
}

export const hiddenItem: Given<{ readonly entityTypeId: number; readonly item: RemoteItem }> = {
  lacks: 'no second person from whom an item is hidden',
  of: ({ type, second }) => (type && second?.hidden ? { entityTypeId: type.entityTypeId, item: second.hidden } : null),
}

export const writing: Given<Seen> = {
  lacks: 'read-only (WRITE=1)',
  of: (seen) => (seen.mayWrite ? seen : null),
}

export const madeType: Given<Made> = {
  lacks: 'nothing was made (WRITE=1)',
  of: ({ made }) => made,
}
