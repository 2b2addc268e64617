import { z } from 'zod'
import { idSchema, optionalIdSchema } from '../bitrix24/ids.ts'
import { type ListPage, readRows } from '../bitrix24/list-rows.ts'
import { readStagePage } from '../bitrix24/stage-list.ts'
import { nameSchema } from '../bitrix24/text-schema.ts'

export type DirectoryKind = 'USER' | 'CATEGORY' | 'STAGE'

export type DirectoryKey = { readonly kind: DirectoryKind; readonly key: string }

/**
 * A name the CRM told, empty where it has told none, and where it has one the colour (`#rrggbb`) and the meaning of a stage. Nothing
 * is made up for what has no name: a number would pass for one.
 */
export type DirectoryEntry = DirectoryKey & {
  readonly name: string
  readonly color: string | null
  readonly semantics: 'S' | 'F' | null
}

/** What an item refers to by id. */
export type References = {
  readonly entityTypeId: number
  readonly createdById: number | null
  readonly assignedById: number | null
  readonly categoryId: number | null
  readonly stageId: string | null
}

function categoryKey(entityTypeId: number, categoryId: number): string {
  return `${entityTypeId}:${categoryId}`
}

/** The keys that these items need, each once. */
export function neededKeys(items: readonly References[]): DirectoryKey[] {
  const needed = new Map<string, DirectoryKey>()
  const need = (kind: DirectoryKind, key: string) => needed.set(`${kind}:${key}`, { kind, key })
  for (const item of items) {
    if (item.createdById !== null) need('USER', String(item.createdById))
    if (item.assignedById !== null) need('USER', String(item.assignedById))
    if (item.categoryId !== null) need('CATEGORY', categoryKey(item.entityTypeId, item.categoryId))
    if (item.stageId !== null) need('STAGE', item.stageId)
  }
  return [...needed.values()]
}

/** A page of names: what has none is left out of it. */
export type NamePage = ListPage<DirectoryEntry>

const nothing: NamePage = { rows: [], count: 0 }

const userSchema = z
  .object({ ID: idSchema, NAME: nameSchema, LAST_NAME: nameSchema })
  .transform(({ ID, NAME, LAST_NAME }) => entry('USER', String(ID), [NAME, LAST_NAME].filter(Boolean).join(' ')))

export function readUsers(result: unknown): NamePage {
  return withNames(readRows(result, userSchema))
}

const categorySchema = z.object({ id: optionalIdSchema, name: nameSchema })

export function readCategories(entityTypeId: number, result: unknown): NamePage {
  const list = typeof result === 'object' && result !== null && 'categories' in result ? result.categories : null
  const named = categorySchema.transform(({ id, name }) => entry('CATEGORY', categoryKey(entityTypeId, id ?? 0), name))
  return withNames(readRows(list, named))
}

export function readStages(result: unknown): NamePage {
  const { rows, count } = readStagePage(result)
  return withNames({
    rows: rows.map(({ id, name, color, semantics }) => ({ ...entry('STAGE', id, name), color, semantics })),
    count,
  })
}

/**
 * What is kept of something the CRM was asked for and did not name: bots, system users, deleted stages. Without it they
 * would be asked for again with every item.
 */
export function nameless({ kind, key }: DirectoryKey): DirectoryEntry {
  return entry(kind, key, '')
}

function withNames(page: NamePage | null): NamePage {
  return page ? { ...page, rows: page.rows.filter(({ name }) => name !== '') } : nothing
}

function entry(kind: DirectoryKind, key: string, name: string): DirectoryEntry {
  return { kind, key, name, color: null, semantics: null }
}
