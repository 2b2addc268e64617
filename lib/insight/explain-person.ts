import type { ItemFacts } from './explain-item.ts'

/** Everything that the app knows of whether one person sees one item in the feed. Times are ISO 8601 UTC. */
export type PersonFacts = {
  readonly isInFeed: boolean
  /** What the CRM said just now to the admin who asks: of what it does not show to that admin, nothing is told. */
  readonly crm: ItemFacts['crm']
  readonly isOpen: boolean
  /** When the portal said, for the last time and to the person's own token, that the person is an admin. */
  readonly adminAt: string | null
  readonly hasOpened: boolean
  /** What the CRM last answered the person's own token; null where no page of this person had it asked. */
  readonly sight: {
    readonly answer: 'shown' | 'changed' | 'hidden' | 'type_denied'
    readonly answeredAt: string
  } | null
}

/** The one reason that decides. The first three see the item, of the last three it is not known. */
export const personCodes = [
  'open',
  'admin',
  'shown',
  'not_in_feed',
  'hidden',
  'type_denied',
  'changed',
  'untold',
  'never_opened',
  'not_asked',
] as const

export type PersonCode = (typeof personCodes)[number]

/** `answeredAt`: as of when, where it is the portal's answer to that person's own token. */
export type PersonExplanation = { readonly code: PersonCode; readonly answeredAt: string | null }

/** Whether a person sees an item in the feed, and why. Total: what is not known is said to be so. */
export function explainPerson(facts: PersonFacts): PersonExplanation {
  const { isInFeed, crm, isOpen, adminAt, hasOpened, sight } = facts
  const undated = (code: PersonCode) => ({ code, answeredAt: null })
  if (!isInFeed) return undated('not_in_feed')
  if (crm !== 'exists') return undated('untold')
  if (isOpen) return undated('open')
  // Nobody is asked about an admin's items: who was asked about one since is an admin no more.
  const isAdmin = adminAt !== null && (sight === null || sight.answeredAt <= adminAt)
  if (isAdmin) return { code: 'admin', answeredAt: adminAt }
  if (sight !== null) return { code: sight.answer, answeredAt: sight.answeredAt }
  return undated(hasOpened ? 'not_asked' : 'never_opened')
}
