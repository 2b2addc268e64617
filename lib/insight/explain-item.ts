/** One announcement of an item, as its receipt tells it. Times are ISO 8601 UTC. */
export type ReceiptFact = {
  /** `catch-up` is our own: nobody announced the item, the comparison with the CRM found it. */
  readonly event: 'add' | 'update' | 'delete' | 'catch-up'
  readonly actor: 'person' | 'automation' | 'unknown'
  /** What became of it, lower case: `received` while it waits, then `recorded`, `duplicate`, `removed`, `not_found`… */
  readonly outcome: string
  readonly sentAt: string | null
  readonly receivedAt: string
  readonly settledAt: string | null
  /** Looked at again then, and not before. */
  readonly deferredUntil: string | null
  /** Bitrix24's code, for one that was set aside. */
  readonly reason: string | null
}

/** How the portal answers the app at the moment. */
export type PortalCondition = 'ok' | 'waiting' | 'silent' | 'refused' | 'reauth' | 'payment' | 'unfinished'

/** Everything that decides whether one item is in the feed. */
export type ItemFacts = {
  readonly entityTypeId: number
  readonly itemId: number
  /** Leads, deals, contacts, companies, quotes: Bitrix24 announces them in another way, which the app does not follow. */
  readonly isOtherKind: boolean
  /**
   * The feed begins after `baselineItemId`; up to `checkpointItemId` the CRM's list has been read whole; up to
   * `prunedItemId` items were deleted because they were old. A paused type cannot be followed at the moment.
   */
  readonly watch: {
    readonly visibility: 'crm' | 'portal'
    readonly baselineItemId: number
    readonly checkpointItemId: number
    readonly prunedItemId: number
    readonly isPaused: boolean
  } | null
  readonly row: {
    readonly source: 'event' | 'catch-up'
    /** Older than the decision to follow its type. */
    readonly isHistory: boolean
    readonly isRemoved: boolean
  } | null
  /** Newest first. */
  readonly receipts: readonly ReceiptFact[]
  /** What the CRM said just now to the admin who asks; `silent` when it did not answer. */
  readonly crm: 'exists' | 'missing' | 'silent'
  readonly portal: PortalCondition
}

/** The one reason that decides. The first three are in the feed, the others are not. */
export const explanationCodes = [
  'received',
  'recovered',
  'imported',
  'other_kind',
  'not_watched',
  'removed',
  'parked',
  'unavailable',
  'pending',
  'unknown_item',
  'before_baseline',
  'expired',
  'type_paused',
  'never_announced',
] as const

export type ExplanationCode = (typeof explanationCodes)[number]

/** What else there is to say: who sees it, what waits, what changed nothing. */
export const explanationNotes = [
  'visible_to_all',
  'not_visible',
  'duplicate',
  'change_pending',
  'change_parked',
  'removal_unnoticed',
  'return_unnoticed',
  'missed_by_sweep',
] as const

export type ExplanationNote = (typeof explanationNotes)[number]

export type Explanation = {
  readonly inFeed: boolean
  readonly code: ExplanationCode
  readonly notes: readonly ExplanationNote[]
  /** When the app looks again, where it waits for a known moment. */
  readonly looksAgainAt: string | null
}

const inFeedCodes: ReadonlySet<ExplanationCode> = new Set(['received', 'recovered', 'imported'])

/** Why an item is in the feed, or why not. Total: there is an answer to whatever the facts are. */
export function explainItem(facts: ItemFacts): Explanation {
  const code = decide(facts)
  const inFeed = inFeedCodes.has(code)
  const waiting = facts.receipts.filter(isWaiting)
  const looksAgainAt = waiting.map((receipt) => receipt.deferredUntil).find((until) => until !== null) ?? null
  return { inFeed, code, notes: inFeed ? notesOfRow(facts) : notesOfAbsence(facts, code), looksAgainAt }
}

function decide(facts: ItemFacts): ExplanationCode {
  const { watch, row, receipts, crm, itemId, portal } = facts
  if (row && watch && !row.isRemoved) return howFound(row)
  if (facts.isOtherKind) return 'other_kind'
  // Nothing of the watch or the queue explains an item that does not exist.
  const isAnnounced = receipts.some(isWaiting)
  if (!row && !isAnnounced && crm === 'missing') return 'unknown_item'
  if (!watch) return 'not_watched'
  if (receipts.some(isParked) && !isAnnounced) return 'parked'
  if (isAnnounced) return answers.has(portal) ? 'pending' : 'unavailable'
  if (row) return 'removed'
  if (itemId <= watch.baselineItemId) return 'before_baseline'
  if (itemId <= watch.prunedItemId) return 'expired'
  if (watch.isPaused) return 'type_paused'
  return crm === 'silent' || isShut(portal) ? 'unavailable' : 'never_announced'
}

function howFound({ source, isHistory }: NonNullable<ItemFacts['row']>): ExplanationCode {
  if (isHistory) return 'imported'
  return source === 'event' ? 'received' : 'recovered'
}

/** In these states the portal is asked, and answers. */
const answers: ReadonlySet<PortalCondition> = new Set(['ok', 'silent', 'refused'])

function notesOfRow({ watch, receipts, crm }: ItemFacts): ExplanationNote[] {
  const notes: ExplanationNote[] = [watch?.visibility === 'portal' ? 'visible_to_all' : 'not_visible']
  if (receipts.some(({ outcome, event }) => outcome === 'duplicate' && event !== 'catch-up')) notes.push('duplicate')
  if (receipts.some(isWaiting)) notes.push('change_pending')
  else if (crm === 'missing') notes.push('removal_unnoticed')
  if (receipts.some(isParked)) notes.push('change_parked')
  return notes
}

function notesOfAbsence({ watch, itemId, crm }: ItemFacts, code: ExplanationCode): ExplanationNote[] {
  if (code === 'removed' && crm === 'exists') return ['return_unnoticed']
  if (code === 'never_announced' && watch && itemId <= watch.checkpointItemId) return ['missed_by_sweep']
  return []
}

/** In these states nothing is announced, or nothing can be looked up: neither an event nor a sweep finds the item. */
function isShut(portal: PortalCondition): boolean {
  return portal === 'reauth' || portal === 'payment' || portal === 'unfinished'
}

/** Parked receipts are set aside until an admin has them looked at again. */
function isParked({ outcome }: ReceiptFact): boolean {
  return outcome === 'parked'
}

function isWaiting(receipt: ReceiptFact): boolean {
  return receipt.settledAt === null && !isParked(receipt)
}
