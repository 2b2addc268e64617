import { type CategoryRow, readCategoryPage } from '../bitrix24/category-list.ts'
import type { ListPage } from '../bitrix24/list-rows.ts'
import { readStagePage, type StageRow } from '../bitrix24/stage-list.ts'
import { readUserPage } from '../bitrix24/user-list.ts'

export type DirectoryKind = 'USER' | 'CATEGORY' | 'STAGE'

export type DirectoryKey = { readonly kind: DirectoryKind; readonly key: string }

/**
 * A name the CRM told, empty where it has told none, and where it has one the colour (`#rrggbb`) and the meaning of a stage, the
 * photo of a person (an address, or a path on the portal). Nothing
 * is made up for what has no name: a number would pass for one.
 */
export type DirectoryEntry = DirectoryKey & {
  readonly name: string
  readonly color: string | null
  readonly semantics: 'S' | 'F' | null
  readonly photo: string | null
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

export function readUsers(result: unknown): NamePage {
  return toNames(readUserPage(result), ({ id, name, photo }) => ({ ...entry('USER', String(id), name), photo }))
}

export function readCategories(entityTypeId: number, result: unknown): NamePage {
  const toEntry = ({ id, name }: CategoryRow) => entry('CATEGORY', categoryKey(entityTypeId, id), name)
  return toNames(readCategoryPage(result), toEntry)
}

export function readStages(result: unknown): NamePage {
  const toEntry = ({ id, name, color, semantics }: StageRow) => ({ ...entry('STAGE', id, name), color, semantics })
  return toNames(readStagePage(result), toEntry)
}

/**
 * What is kept of something the CRM was asked for and did not name: bots, system users, deleted stages. Without it they
 * would be asked for again with every item.
 */
export function nameless({ kind, key }: DirectoryKey): DirectoryEntry {
  return entry(kind, key, '')
}

function toNames<T>({ rows, count }: ListPage<T>, toEntry: (row: T) => DirectoryEntry): NamePage {
  return { rows: rows.map(toEntry).filter(({ name }) => name !== ''), count }
}

function entry(kind: DirectoryKind, key: string, name: string): DirectoryEntry {
  return { kind, key, name, color: null, semantics: null, photo: null }
}
