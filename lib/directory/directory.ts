import { z } from 'zod'
import { optionalIdSchema } from '../bitrix24/ids.ts'
import { readStageList } from '../bitrix24/stage-list.ts'

export type DirectoryKind = 'USER' | 'CATEGORY' | 'STAGE'

export type DirectoryKey = { readonly kind: DirectoryKind; readonly key: string }

/** A name the CRM told, and where it has one the colour (`#rrggbb`) and the meaning of a stage. */
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

const usersSchema = z.array(
  z.object({
    ID: z.union([z.string(), z.number()]).transform(String),
    NAME: z.string().nullish(),
    LAST_NAME: z.string().nullish(),
  }),
)

export function readUsers(result: unknown): DirectoryEntry[] {
  const parsed = usersSchema.safeParse(result)
  if (!parsed.success) return []
  return parsed.data.map(({ ID, NAME, LAST_NAME }) =>
    entry('USER', ID, [NAME, LAST_NAME].filter(Boolean).join(' ') || `#${ID}`),
  )
}

const categoriesSchema = z.object({ categories: z.array(z.object({ id: optionalIdSchema, name: z.string() })) })

export function readCategories(entityTypeId: number, result: unknown): DirectoryEntry[] {
  const parsed = categoriesSchema.safeParse(result)
  if (!parsed.success) return []
  return parsed.data.categories.map(({ id, name }) => entry('CATEGORY', categoryKey(entityTypeId, id ?? 0), name))
}

export function readStages(result: unknown): DirectoryEntry[] {
  return readStageList(result).map(({ id, name, color, semantics }) => ({
    ...entry('STAGE', id, name),
    color,
    semantics,
  }))
}

/**
 * What is kept of something the CRM was asked for and did not tell: bots, system users, deleted stages. Without it they
 * would be asked for again with every item.
 */
export function placeholder({ kind, key }: DirectoryKey): DirectoryEntry {
  const id = key.split(':').at(-1) ?? key
  return entry(kind, key, kind === 'STAGE' ? key : `#${id}`)
}

function entry(kind: DirectoryKind, key: string, name: string): DirectoryEntry {
  return { kind, key, name: name.replaceAll('\0', ''), color: null, semantics: null }
}
