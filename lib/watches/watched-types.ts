import { type EntityType, listTypesByNumbers, readTypes } from '../bitrix24/smart-process.ts'

/** A watched smart process as it is known: `typeId` is null where it was never told. */
export type AskedType = Pick<EntityType, 'entityTypeId' | 'typeId' | 'title'>

/**
 * The watched smart processes that may be asked for: with whatever else is asked, so that nothing is recorded of a type that is
 * no more, and by themselves where that `isDue`, since `dueAt`: it is done for that moment only.
 */
export type TypesAsked = { readonly dueAt: Date | null; readonly isDue: boolean; readonly types: readonly AskedType[] }

/** A watched number under which the portal has another type than was known. */
export type RenewedType = EntityType & { readonly typeId: number; readonly formerTypeId: number }

/** What the portal said of them. */
export type TypesTold = {
  readonly dueAt: Date | null
  readonly isDue: boolean
  /** Whether it said anything: whoever may not list types is refused. */
  readonly isAnswered: boolean
  /** Whether it would have said that one is gone. */
  readonly isOfAdmin: boolean
  /** Those that are what they were, or whose primary key was not known, with the title they have now. */
  readonly present: readonly (EntityType & { readonly typeId: number })[]
  /** Deleted and made anew under the same number. */
  readonly renewed: readonly RenewedType[]
  readonly goneEntityTypeIds: readonly number[]
}

const perList = 50

export function typeLists({ types }: TypesAsked) {
  const numbers = types.map(({ entityTypeId }) => entityTypeId)
  return Array.from({ length: Math.ceil(numbers.length / perList) }, (_, page) =>
    listTypesByNumbers(numbers.slice(page * perList, (page + 1) * perList)),
  )
}

/**
 * Reads the answers to `typeLists`. A type that is missing from a list is gone, which only an admin's list can say, and only where
 * every row of it could be read: one of the others may be the missing one.
 */
export function readTypeLists(asked: TypesAsked, answers: readonly unknown[], isAdmin: boolean): TypesTold {
  const { dueAt, isDue } = asked
  const told = answers.map(readTypes)
  const isOfAdmin = isAdmin
  if (told.includes(null)) {
    return { dueAt, isDue, isAnswered: false, isOfAdmin, present: [], renewed: [], goneEntityTypeIds: [] }
  }
  const byNumber = new Map(told.flatMap((list) => list?.rows ?? []).map((type) => [type.entityTypeId, type]))
  const maySayGone = isAdmin && told.every((list) => list?.isWhole)
  const present: TypesTold['present'][number][] = []
  const renewed: RenewedType[] = []
  const gone: number[] = []
  for (const { entityTypeId, typeId: formerTypeId } of asked.types) {
    const type = byNumber.get(entityTypeId)
    if (!type) {
      // Where it was never listed, that it is not listed says nothing.
      if (formerTypeId !== null) gone.push(entityTypeId)
    } else if (type.typeId === null) {
      // It is there, but whether it is the same one cannot be read.
    } else if (formerTypeId === null || formerTypeId === type.typeId) present.push({ ...type, typeId: type.typeId })
    else renewed.push({ ...type, typeId: type.typeId, formerTypeId })
  }
  return { dueAt, isDue, isAnswered: true, isOfAdmin, present, renewed, goneEntityTypeIds: maySayGone ? gone : [] }
}
