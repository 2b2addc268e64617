import 'server-only'
import type { FeedItem } from '../feed/feed-item.ts'
import type { FeedRow } from '../feed/feed-row.ts'
import type { Clock } from '../platform/clock.ts'
import { endsWithin } from '../platform/ends-within.ts'
import { askRights } from './ask-rights.ts'
import type { Question } from './item-marks.ts'
import { marksOf } from './known-viewers.ts'
import type { ReadRows } from './read-feed-rows.ts'
import { tellItem } from './tell-item.ts'
import type { ViewerAccess, ViewerMarks } from './viewer-marks.ts'

/**
 * `withdrawn`: hidden now, but shown before. `doubtful`: changed or removed, hidden now, and perhaps shown before by another
 * process. `undecided`: the CRM has not answered, so the item is not shown for now. `unknown`: a removed item, and this process does
 * not know whether the viewer ever saw it.
 */
export type Sighting = 'visible' | 'hidden' | 'withdrawn' | 'doubtful' | 'undecided' | 'unknown'

export type Sightings = {
  /** One for each row. */
  readonly verdicts: readonly Sighting[]
  /** One for each row: what the viewer is told of an item that is there and visible, null otherwise. */
  readonly told: readonly (FeedItem | null)[]
  /** Which of the undecided rows are being read anew, since the CRM shows them otherwise: each gets a new revision by that. */
  readonly stale: readonly boolean[]
  /** Where the CRM is still being asked after `waitMs`: resolves when it is worth looking again. */
  readonly answered: Promise<void> | null
  /** Whether the CRM was asked something and has answered, or may still: there was a request, and not merely a question. */
  readonly wasAsked: boolean
}

type Asking = {
  readonly clock: Clock
  readonly waitMs: number
  /** Whether the row came while this reader was here, so that no other process can have shown it on that page. */
  readonly isNew?: (row: FeedRow) => boolean
}

type OpenRows = Pick<ReadRows, 'rows' | 'openTypes'>

const isUnchanged = ({ revision, position }: FeedRow) => revision === position

/**
 * Decides for each row whether this viewer may see it: everything for admins and where the type is open to the portal,
 * elsewhere only what the CRM shows to the viewer's own token. Asked once per viewer, not per stream, and kept for minutes.
 * @throws Refusal `unauthorized` when the portal does not take the viewer's token.
 */
export async function visibleItems(
  viewer: ViewerAccess,
  { rows, openTypes }: OpenRows,
  { clock, waitMs, isNew = () => false }: Asking,
): Promise<Sightings> {
  const marks = marksOf(viewer)
  const questions = rows.filter((row) => isOpenQuestion(row, marks, openTypes, clock)).map(toQuestion)
  // An admin was shown everything, and nobody was asked about it: whoever is still one is just told what was removed.
  const isAdminAsked = viewer.isAdmin && rows.some((row) => isForgotten(row, marks, openTypes, clock))
  const { answers } = marks
  const asking = questions.length > 0 || isAdminAsked ? askRights(viewer, marks, questions, clock) : null
  const isAnswered = asking === null || (await endsWithin(asking, waitMs))
  const nowMs = clock().getTime()
  const verdicts = rows.map((row): Sighting => {
    const { id } = row.item
    if (row.removed) marks.items.remove(id)
    if (marks.admin.isKnown(clock().getTime()) || openTypes.has(row.item.entityTypeId)) return 'visible'
    const last = marks.items.last(id, row.position)
    if (row.removed) {
      if (last?.wasShown) return 'visible'
      if (isAdminAsked && !isAnswered) return 'undecided'
      if (!last) return 'unknown'
      return isNew(row) ? 'hidden' : 'doubtful'
    }
    const mark = marks.items.get(id, row.revision, nowMs)
    if (mark === undefined) return marks.items.isKnownState(toQuestion(row), nowMs) ? 'visible' : 'undecided'
    if (mark) return 'visible'
    if (last?.wasShown) return 'withdrawn'
    return isNew(row) || isUnchanged(row) ? 'hidden' : 'doubtful'
  })
  const isAdmin = marks.admin.isKnown(clock().getTime())
  const told = rows.map((row, index) => {
    if (verdicts[index] !== 'visible' || row.removed) return null
    const { entityTypeId, id } = row.item
    const shownSince = marks.items.last(id, row.position)?.shownSince ?? null
    return tellItem(row, { isAdmin, shownSince, openSince: openTypes.get(entityTypeId) ?? null })
  })
  const stale = rows.map((row, index) => verdicts[index] === 'undecided' && marks.items.isStale(toQuestion(row)))
  // What was found stale a moment ago, or is paused, is not asked about: nothing went out.
  const wasAsked = asking !== null && (!isAnswered || marks.answers > answers)
  return { verdicts, told, stale, answered: isAnswered ? null : asking, wasAsked }
}

/** Removed, and nothing is known that would tell whether the viewer ever saw it. */
function isForgotten(row: FeedRow, marks: ViewerMarks, openTypes: OpenRows['openTypes'], clock: Clock): boolean {
  if (!row.removed || marks.admin.isKnown(clock().getTime()) || openTypes.has(row.item.entityTypeId)) return false
  return !marks.items.last(row.item.id, row.position)?.wasShown
}

function isOpenQuestion(row: FeedRow, marks: ViewerMarks, openTypes: OpenRows['openTypes'], clock: Clock): boolean {
  if (row.removed || marks.admin.isKnown(clock().getTime()) || openTypes.has(row.item.entityTypeId)) return false
  return marks.items.get(row.item.id, row.revision, clock().getTime()) === undefined
}

function toQuestion({ item: { entityTypeId, itemId }, revision, position, read }: FeedRow): Question {
  return { entityTypeId, itemId, revision, since: position, read }
}
