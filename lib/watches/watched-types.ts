import { type EntityType, listTypesByIds, readTypes } from '../bitrix24/smart-process.ts'

/** The watched smart processes that are to be asked for, and since when that is due: it is done for that moment only. */
export type TypesAsked = { readonly dueAt: Date | null; readonly types: readonly EntityType[] }

/** What the portal said of them. */
export type TypesTold = {
  readonly dueAt: Date | null
  /** Whether it said anything: whoever may not list types is refused. */
  readonly isAnswered: boolean
  readonly renamed: readonly EntityType[]
  readonly goneEntityTypeIds: readonly number[]
}

const perList = 50

export function typeLists({ types }: TypesAsked) {
  const ids = types.flatMap(({ typeId }) => typeId ?? [])
  return Array.from({ length: Math.ceil(ids.length / perList) }, (_, page) =>
    listTypesByIds(ids.slice(page * perList, (page + 1) * perList)),
  )
}

/** Reads the answers to `typeLists`. A type that is missing from a list is gone, which only an admin's list can say. */
export function readTypeLists(asked: TypesAsked, answers: readonly unknown[], isAdmin: boolean): TypesTold {
  const { dueAt } = asked
  const told = answers.map(readTypes)
  const types = told.flatMap((list) => list ?? [])
  if (told.includes(null)) return { dueAt, isAnswered: false, renamed: [], goneEntityTypeIds: [] }
  const titles = new Map(types.map(({ typeId, title }) => [typeId, title]))
  const known = asked.types.filter(({ typeId }) => titles.has(typeId))
  return {
    dueAt,
    isAnswered: true,
    renamed: known.flatMap((type) => {
      const title = titles.get(type.typeId) ?? type.title
      return title === type.title ? [] : [{ ...type, title }]
    }),
    goneEntityTypeIds: isAdmin
      ? asked.types.filter((type) => !known.includes(type)).map(({ entityTypeId }) => entityTypeId)
      : [],
  }
}
