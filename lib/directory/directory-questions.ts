import { listCategories } from '../bitrix24/category-list.ts'
import { maxListPages } from '../bitrix24/list-rows.ts'
import type { Command } from '../bitrix24/rest-batch.ts'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import { listStages, stageEntityId } from '../bitrix24/stage-list.ts'
import { listUsers, maxListedUsers } from '../bitrix24/user-list.ts'
import {
  type DirectoryKey,
  type NamePage,
  type References,
  readCategories,
  readStages,
  readUsers,
} from './directory-entry.ts'

/** One list of names, by pages: which names it was asked for, and how a page of it is read. */
export type Question = {
  readonly command: (page: number) => Command
  readonly about: readonly DirectoryKey[]
  readonly read: (result: unknown) => NamePage
  readonly maxPages: number
}

/** The commands that tell the missing names, by key. */
export function planQuestions(items: readonly References[], missing: readonly DirectoryKey[]): Map<string, Question> {
  const questions = new Map<string, Question>()
  const users = missing.filter(({ kind }) => kind === 'USER')
  for (let start = 0; start < users.length; start += maxListedUsers) {
    const about = users.slice(start, start + maxListedUsers)
    const command = listUsers(about.map(({ key }) => key))
    questions.set(`u${start}`, { command: () => command, about, read: readUsers, maxPages: 1 })
  }
  const categories = Map.groupBy(
    missing.filter(({ kind }) => kind === 'CATEGORY'),
    ({ key }) => Number(key.split(':')[0]),
  )
  for (const [entityTypeId, about] of categories) {
    const command = (page: number) => listCategories(entityTypeId, page)
    const read = (result: unknown) => readCategories(entityTypeId, result)
    questions.set(`c${entityTypeId}`, { command, about, read, maxPages: maxListPages })
  }
  for (const [entityId, about] of stagesByEntity(items, missing)) {
    const command = (page: number) => listStages(entityId, page)
    questions.set(`s${entityId}`, { command, about, read: readStages, maxPages: maxListPages })
  }
  return questions
}

/** A stage is told with all others of its category, which only an item that has it names. */
function stagesByEntity(items: readonly References[], missing: readonly DirectoryKey[]): Map<string, DirectoryKey[]> {
  const stages = new Set(missing.flatMap(({ kind, key }) => (kind === 'STAGE' ? [key] : [])))
  const byEntity = new Map<string, DirectoryKey[]>()
  for (const { entityTypeId, categoryId, stageId } of items) {
    if (stageId === null || !stages.delete(stageId)) continue
    const entityId = stageEntityId(entityTypeId, categoryId)
    byEntity.set(entityId, [...(byEntity.get(entityId) ?? []), { kind: 'STAGE', key: stageId }])
  }
  return byEntity
}

/** A failure that asking again would not change. */
export function isFinal(failure: RestFailure | undefined): boolean {
  return failure?.kind === 'not_found' || failure?.kind === 'denied'
}

/** A failure that says that there are no such names, also of what had one (crm-category-list.md). */
export function saysNone(failure: RestFailure | undefined): boolean {
  return failure?.code === 'ENTITY_TYPE_NOT_SUPPORTED'
}
