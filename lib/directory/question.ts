import type { Command } from '../bitrix24/rest-batch.ts'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import { listStages, stageEntityId } from '../bitrix24/stage-list.ts'
import {
  type DirectoryEntry,
  type DirectoryKey,
  type References,
  readCategories,
  readStages,
  readUsers,
} from './directory.ts'

/** One command that tells names: which ones it was asked for, and how its answer is read. */
export type Question = {
  readonly command: Command
  readonly about: readonly DirectoryKey[]
  readonly read: (result: unknown) => DirectoryEntry[]
}

const usersPerCall = 50

/** The commands that tell the missing names, by key. */
export function planQuestions(items: readonly References[], missing: readonly DirectoryKey[]): Map<string, Question> {
  const questions = new Map<string, Question>()
  const users = missing.filter(({ kind }) => kind === 'USER')
  for (let start = 0; start < users.length; start += usersPerCall) {
    const about = users.slice(start, start + usersPerCall)
    const command = { method: 'user.get', params: { FILTER: { ID: about.map(({ key }) => key) } } }
    questions.set(`u${start}`, { command, about, read: readUsers })
  }
  const categories = Map.groupBy(
    missing.filter(({ kind }) => kind === 'CATEGORY'),
    ({ key }) => Number(key.split(':')[0]),
  )
  for (const [entityTypeId, about] of categories) {
    const command = { method: 'crm.category.list', params: { entityTypeId } }
    questions.set(`c${entityTypeId}`, { command, about, read: (result) => readCategories(entityTypeId, result) })
  }
  for (const [entityId, about] of stagesByEntity(items, missing)) {
    questions.set(`s${entityId}`, { command: listStages(entityId), about, read: readStages })
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
