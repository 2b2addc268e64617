import type { BitrixEvent } from '../bitrix24/event-payload.ts'

/** What was announced: a creation, a change or deletion, something about the types, the end of the app (`clean`: and of its data). */
export type DeclinedKind = 'creation' | 'change' | 'type' | 'uninstall' | 'uninstall_clean'

/** Events that could not be stored, by who they say they are from: not proved, as the proof needs the database, too. */
export type Declined = {
  readonly memberId: string
  /** Of the application token. */
  readonly tokenDigest: string
  readonly kinds: readonly DeclinedKind[]
  /** When the last of them was declined. */
  readonly at: Date
}

/** Null for what the app does not use, and for an introduction, which any opening by an admin makes good. */
export function declinedKind(about: BitrixEvent['about']): DeclinedKind | null {
  switch (about.kind) {
    case 'item':
      return about.change === 'add' ? 'creation' : 'change'
    case 'type':
      return 'type'
    case 'uninstall':
      return about.clean ? 'uninstall_clean' : 'uninstall'
    case 'introduction':
    case 'other':
      return null
  }
}

/** Both in one. */
export function mergeDeclined(one: Declined, other: Declined): Declined {
  const at = new Date(Math.max(one.at.getTime(), other.at.getTime()))
  return { ...one, kinds: [...new Set([...one.kinds, ...other.kinds])], at }
}
