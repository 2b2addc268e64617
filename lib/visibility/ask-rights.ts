import 'server-only'
import { takeBudget } from '../bitrix24/take-budget.ts'
import { keepAdminAnswer } from '../installations/ask-admin.ts'
import { noteAnswered } from '../installations/note-answered.ts'
import { noteRefusal } from '../installations/note-refusal.ts'
import type { Clock } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { Refusal } from '../platform/refusal.ts'
import { askVisible, maxAsked, type VisibleAnswer } from './ask-visible.ts'
import { compareSight } from './compare-sight.ts'
import { lookAgain } from './look-again.ts'
import { expiredTypes, heedClosed, isKnownAdmin, type ViewerAccess, type ViewerMarks } from './viewer-marks.ts'
import { keptMs, keyOf, type Question } from './visibility.ts'

const adminKeptMs = 3 * 60_000
const keepAdminEveryMs = 5 * 60_000
/** A portal may say so by mistake; a page whose token is dead comes back with a new one within seconds. */
const refusedForMs = 60_000
/** Many viewers may wait for one portal's two requests a second. */
const askWithinMs = 5 * 60_000

/**
 * Has these questions asked of the CRM with the viewer's own token, together with whatever else of this viewer waits.
 * Without any question it is asked whether the viewer is an admin, which comes with every answer. Of `types` it is asked whether the
 * CRM lists them at all.
 * Resolves when nothing of the viewer is under way any more, answered or not; what was not is asked again on request.
 * @throws Refusal `unauthorized` when the portal does not take the token.
 */
export function askRights(
  viewer: ViewerAccess,
  marks: ViewerMarks,
  questions: readonly Question[],
  clock: Clock,
  types: readonly number[] = [],
): Promise<void> {
  const { accessToken: token } = viewer
  const { asking, refused } = marks
  if (refused?.token === token && refused.untilMs > clock().getTime()) {
    return Promise.reject(new Refusal('unauthorized', 'refused_token'))
  }
  for (const question of questions) {
    const before = marks.wanted.get(keyOf(question))
    const isBetter =
      before?.revision === question.revision ? !before.read : (before?.revision ?? -1n) < question.revision
    if (isBetter) marks.wanted.set(keyOf(question), question)
  }
  for (const type of types) marks.wantedTypes.add(type)
  if (questions.length === 0) marks.isAdminWanted = true
  // A person who waits for a screen makes the question urgent, also where an open page of the same viewer asked it first.
  if (viewer.priority === 0) marks.isScreenWaiting = true
  // A token that has died is that page's business: the viewer's other pages ask with theirs.
  if (asking && asking.token !== token)
    return asking.answered.catch(() => askRights(viewer, marks, questions, clock, types))
  if (asking) return asking.answered
  const answered = Promise.withResolvers<void>()
  marks.asking = { token, answered: answered.promise }
  askAll(viewer, marks, clock).then(answered.resolve, answered.reject)
  return answered.promise
}

async function askAll(viewer: ViewerAccess, marks: ViewerMarks, clock: Clock): Promise<void> {
  const isOpen = () => openQuestions(marks, clock).length + openTypes(marks, clock).length > 0
  try {
    while (!isLeftAlone(marks, clock) && (isOpen() || mayAskAdmin(marks, clock))) {
      if (!(await askOnce(viewer, marks, clock))) return
    }
  } finally {
    // In the same breath in which nothing more is found: what comes later must not join what nobody asks any more.
    marks.wanted.clear()
    marks.wantedTypes.clear()
    marks.isAdminWanted = false
    marks.isScreenWaiting = false
    marks.asking = null
  }
}

/** @returns whether the portal answered. */
async function askOnce(viewer: ViewerAccess, marks: ViewerMarks, clock: Clock): Promise<boolean> {
  const access = { ...viewer, priority: 2, withinMs: askWithinMs } as const
  const declined = await takeBudget(access, () => (marks.isScreenWaiting ? 0 : 2))
  marks.isScreenWaiting = false
  // What became new while the viewer waited for its turn goes with the same request.
  const questions = takeWanted(marks, clock)
  // What was answered too long ago goes with a request that is made anyway.
  const types = [...new Set([...openTypes(marks, clock), ...expiredTypes(marks, clock)])]
  marks.isAdminWanted = false
  const askedAtMs = clock().getTime()
  const answer = declined
    ? ({ ok: false, failure: declined } as const)
    : await askVisible({ ...access, isPaid: true }, questions, types)
  if (!answer.ok) {
    const { kind, code } = answer.failure
    await noteRefusal({ portalId: viewer.portalId, tokenVersion: null }, answer.failure, clock)
    if (kind === 'closed') heedClosed(marks, clock)
    const nowMs = clock().getTime()
    if (kind === 'token') marks.refused = { token: viewer.accessToken, untilMs: nowMs + refusedForMs }
    else marks.pauses.failed('all', nowMs)
    if (kind === 'token' || kind === 'denied') throw new Refusal('unauthorized', code)
    return false
  }
  marks.pauses.answered('all')
  marks.closedUntilMs = 0
  void noteAnswered(viewer.portalId, clock)
  marks.heardAtMs = clock().getTime()
  marks.isAdminWanted = false
  const stale = keepAnswer(marks, questions, answer, { askedAtMs, nowMs: clock().getTime() })
  // Nobody who waits for the answer waits for it: the time would tell of a search that it found something stale.
  if (stale.length > 0) void lookAgain(viewer.portalId, stale, clock)
  if (answer.isAdmin !== null) keepAdmin(viewer, marks, answer.isAdmin, clock())
  return true
}

/** The pages of a closed portal wait for its news. Whoever opens one finds out with the own token whether it is open again. */
function isLeftAlone(marks: ViewerMarks, clock: Clock): boolean {
  return marks.closedUntilMs > clock().getTime() && !marks.isScreenWaiting
}

function mayAskAdmin(marks: ViewerMarks, clock: Clock): boolean {
  return marks.isAdminWanted && !marks.pauses.isPaused('all', clock().getTime())
}

/** What is wanted and worth asking now. */
function openQuestions(marks: ViewerMarks, clock: Clock): Question[] {
  const nowMs = clock().getTime()
  if (isKnownAdmin(marks, clock) || marks.pauses.isPaused('all', nowMs)) return []
  return [...marks.wanted.values()].filter(
    (question) =>
      marks.items.get(keyOf(question), question.revision, nowMs) === undefined &&
      !marks.items.isStaleYet(question, nowMs) &&
      !marks.pauses.isPaused(question.entityTypeId, nowMs),
  )
}

/** Types that somebody waits to hear of and that are worth asking about now. */
function openTypes(marks: ViewerMarks, clock: Clock): number[] {
  const nowMs = clock().getTime()
  if (isKnownAdmin(marks, clock) || marks.pauses.isPaused('all', nowMs)) return []
  return [...marks.wantedTypes].filter(
    (type) => (marks.types.get(type)?.untilMs ?? 0) <= nowMs && !marks.pauses.isPaused(type, nowMs),
  )
}

/** The newest first: they are what a screen shows. What one request cannot hold stays wanted. */
function takeWanted(marks: ViewerMarks, clock: Clock): Question[] {
  const open = openQuestions(marks, clock).sort((a, b) => Number(b.revision - a.revision))
  marks.wanted.clear()
  for (const question of open.slice(maxAsked)) marks.wanted.set(keyOf(question), question)
  return open.slice(0, maxAsked)
}

type Answered = Extract<VisibleAnswer, { ok: true }>

type Moments = { readonly askedAtMs: number; readonly nowMs: number }

/** @returns the items that the CRM shows otherwise than the feed has them. */
function keepAnswer(
  marks: ViewerMarks,
  questions: readonly Question[],
  answer: Answered,
  moments: Moments,
): Question[] {
  const { nowMs } = moments
  const stale: Question[] = []
  let haveRightsChanged = answer.isAdmin !== null && marks.adminUntilMs > 0 && marks.isAdmin !== answer.isAdmin
  for (const [entityTypeId, ofType] of Map.groupBy(questions, (question) => question.entityTypeId)) {
    const decided = ofType.filter((question) => answer.decided.has(keyOf(question)))
    for (const question of decided) {
      const seen = answer.visible.get(keyOf(question))
      const sight = seen ? compareSight(question, seen) : 'hidden'
      if (sight === 'stale') {
        marks.items.setStale(question, nowMs)
        stale.push(question)
      } else if (marks.items.set(question, sight, nowMs)) haveRightsChanged = true
    }
    if (decided.length < ofType.length) marks.pauses.failed(entityTypeId, nowMs)
    else marks.pauses.answered(entityTypeId)
  }
  const byItems = new Set(questions.map((question) => question.entityTypeId))
  if (keepTypes(marks, answer, byItems, moments)) haveRightsChanged = true
  if (haveRightsChanged) marks.version += 1
  return stale
}

/**
 * @param byItems types of which it is kept already whether they answered.
 * @returns whether a type is listed that was not before, or the other way round.
 */
function keepTypes(
  marks: ViewerMarks,
  { types }: Answered,
  byItems: ReadonlySet<number>,
  { askedAtMs, nowMs }: Moments,
): boolean {
  let isOther = false
  for (const [type, sight] of types) {
    marks.wantedTypes.delete(type)
    if (!byItems.has(type) && sight === null) marks.pauses.failed(type, nowMs)
    if (!byItems.has(type) && sight !== null) marks.pauses.answered(type)
    if (sight === null) continue
    const before = marks.types.get(type)
    // Whoever knew a type before it was deleted may hear that it was.
    const isListed = sight === 'listed' || (sight === 'gone' && before?.isListed === true)
    if (before && before.isListed !== isListed) isOther = true
    marks.types.set(type, { isListed, askedAtMs, untilMs: nowMs + keptMs })
  }
  return isOther
}

/** An admin of whom only the CRM knew is offered the settings from the next opening on. */
function keepAdmin(viewer: ViewerAccess, marks: ViewerMarks, isAdmin: boolean, now: Date): void {
  marks.isAdmin = isAdmin
  marks.adminUntilMs = now.getTime() + adminKeptMs
  const kept = marks.keptAdmin
  const isOld = isAdmin && kept !== null && now.getTime() - kept.atMs > keepAdminEveryMs
  if ((kept?.isAdmin ?? viewer.isAdmin) === isAdmin && !isOld) return
  marks.keptAdmin = { isAdmin, atMs: now.getTime() }
  void keepAdminAnswer(viewer.portalId, viewer.userId, { isAdmin, finished: null, license: null }, now).catch((error) =>
    log().info({ err: describeError(error), portalId: viewer.portalId }, 'who is an admin could not be kept'),
  )
}
