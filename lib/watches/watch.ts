/** `crm` shows a viewer what the CRM shows that viewer; `portal` shows the type's items to everybody who may open the app. */
export type Visibility = 'crm' | 'portal'

/** Which older items the feed of a newly ticked type shows as well: none, those of the last seven days, or the newest 500. */
export type History = 'none' | 'week' | 'last500'

/** Why a type cannot be followed at present: the portal has deleted it, or lets not even an admin list it. */
export type Paused = 'type_gone' | 'denied'

/** So long an admin is told that a type was made anew under its number, at every visit. */
export const renewalToldDays = 7

/** One followed smart process. Counts and positions are null for viewers who are not admins. */
export type Watch = {
  readonly entityTypeId: number
  readonly title: string
  readonly visibility: Visibility
  /** Null while it is followed. */
  readonly paused: Paused | null
  readonly checkpointItemId: number | null
  readonly sweptAt: string | null
  readonly lastItemAt: string | null
  readonly itemCount: number | null
  /** For an admin, for a week: when the type turned out to have been deleted and made anew under its number. Left out otherwise. */
  readonly renewedAt?: string
}

/** A smart process of the portal, or invoices, that an admin may tick. */
export type EntityTypeChoice = {
  readonly entityTypeId: number
  readonly title: string
  readonly isInvoice: boolean
  readonly watched: boolean
  /** How many the CRM has; null where it did not say. */
  readonly itemCount: number | null
}

/** What an admin wants to follow: one of the whole set. */
export type WantedWatch = {
  readonly entityTypeId: number
  readonly visibility: Visibility
  /** Only for a type that is not watched yet. */
  readonly history: History
}

export type WatchProblem = {
  readonly entityTypeId: number
  readonly reason: 'never_announced' | 'unknown_type' | 'twice' | 'denied' | 'declined'
  /** Bitrix24's own, with `declined`. */
  readonly code?: string
}

/** Why nothing was saved: types that cannot be followed, or more than may be. */
export type NotWatchable = { readonly problems: readonly WatchProblem[]; readonly limit: number }
