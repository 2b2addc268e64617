import { type EntityType, listTypesByNumbers, readTypes } from '../bitrix24/smart-process.ts'

/** Titles of the watched types are asked for again so long after they were told, where no event says otherwise. */
export const typesAskedAgainSeconds = 3_600
/** As exactly it is kept when a type was last seen, and asked for: a portal that is busy is asked twice a second. */
export const presentNotedSeconds = 60

/** A watched smart process as it is known: `typeId` is null where it was never told. */
export type AskedType = Pick<EntityType, 'entityTypeId' | 'typeId' | 'title' | 'hasCategories'> & {
  /** That it is there was noted lately, and it is not taken for gone. */
  readonly isSettled?: boolean
}

/**
 * The watched smart processes that may be asked for: with whatever else is asked, so that nothing is recorded of a type that is
 * no more, and by themselves where that `isDue`, since `dueAt`: it is done for that moment only.
 */
export type TypesAsked = {
  readonly dueAt: Date | null
  readonly isDue: boolean
  /** They were asked for so lately that it need not be noted again. */
  readonly isAskedLately?: boolean
  readonly types: readonly AskedType[]
}

/** A watched number under which the portal has another type than was known. */
export type RenewedType = EntityType & { readonly typeId: number; readonly formerTypeId: number }

export type PresentType = EntityType & { readonly typeId: number }

/** What the portal said of them. */
export type TypesTold = {
  readonly dueAt: Date | null
  readonly isDue: boolean
  readonly isAskedLately?: boolean | undefined
  /** Whether it said anything: whoever may not list types is refused. */
  readonly isAnswered: boolean
  /** Whether it would have said that one is gone. */
  readonly isOfAdmin: boolean
  /** Those that are what they were, or whose primary key was not known, with the title they have now, where that is news. */
  readonly present: readonly PresentType[]
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
  const { dueAt, isDue, isAskedLately } = asked
  const told = answers.map(readTypes)
  const isOfAdmin = isAdmin
  if (told.includes(null)) {
    return {
      dueAt,
      isDue,
      isAskedLately,
      isAnswered: false,
      isOfAdmin,
      present: [],
      renewed: [],
      goneEntityTypeIds: [],
    }
  }
  const byNumber = new Map(told.flatMap((list) => list?.rows ?? []).map((type) => [type.entityTypeId, type]))
  const maySayGone = isAdmin && told.every((list) => list?.isWhole)
  const present: PresentType[] = []
  const renewed: RenewedType[] = []
  const gone: number[] = []
  for (const known of asked.types) {
    const { entityTypeId, typeId: formerTypeId } = known
    const type = byNumber.get(entityTypeId)
    if (!type) {
      // Where it was never listed, that it is not listed says nothing.
      if (formerTypeId !== null) gone.push(entityTypeId)
    } else if (type.typeId === null) {
      // It is there, but whether it is the same one cannot be read.
    } else if (formerTypeId === null || formerTypeId === type.typeId) {
      if (isNews(type, known)) present.push({ ...type, typeId: type.typeId })
    } else renewed.push({ ...type, typeId: type.typeId, formerTypeId })
  }
  const goneEntityTypeIds = maySayGone ? gone : []
  return { dueAt, isDue, isAskedLately, isAnswered: true, isOfAdmin, present, renewed, goneEntityTypeIds }
}

function isNews(told: EntityType, known: AskedType): boolean {
  const isSame =
    told.typeId === known.typeId &&
    (told.title === '' || told.title === known.title) &&
    (told.hasCategories ?? known.hasCategories ?? null) === (known.hasCategories ?? null)
  return known.isSettled !== true || !isSame
}
