import 'server-only'
import { takeBudget } from '../bitrix24/take-budget.ts'
import type { Clock } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { Refusal } from '../platform/refusal.ts'
import { expediteRecheck } from '../portals/expedite-recheck.ts'
import { readStanding } from '../portals/read-standing.ts'
import { recordRefusal } from '../portals/record-refusal.ts'
import { storeAdminAnswer } from '../sessions/store-admin-answer.ts'
import { askVisible, maxAsked } from './ask-visible.ts'
import { clearClosed, isKnownClosed, recordClosed } from './closed-portals.ts'
import { enqueueStale } from './enqueue-stale.ts'
import type { Question } from './item-marks.ts'
import type { ViewerAccess, ViewerMarks } from './viewer-marks.ts'

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
  if (marks.isRefused(token, clock().getTime())) return Promise.reject(new Refusal('unauthorized', 'refused_token'))
  // A person who waits for a screen makes the question urgent, also where an open page of the same viewer asked it first.
  marks.enqueue({ questions, types, isUrgent: viewer.priority === 0 })
  const { asking } = marks
  // A token that has died is that page's business: the viewer's other pages ask with theirs.
  if (asking && asking.token !== token)
    return asking.answered.catch(() => askRights(viewer, marks, questions, clock, types))
  if (asking) return asking.answered
  const answered = Promise.withResolvers<void>()
  marks.begin({ token, answered: answered.promise })
  askAll(viewer, marks, clock).then(answered.resolve, answered.reject)
  return answered.promise
}

async function askAll(viewer: ViewerAccess, marks: ViewerMarks, clock: Clock): Promise<void> {
  try {
    while (marks.isWorthAsking(clock().getTime())) {
      if (!(await readMayAnswer(viewer.portalId, clock)) || !(await askOnce(viewer, marks, clock))) return
    }
  } finally {
    // In the same breath in which nothing more is found: what comes later must not join what nobody asks any more.
    marks.end()
  }
}

/** Whether a question may be answered: a portal that told somebody a moment ago that it is closed is left alone, unless it counts as open since. */
async function readMayAnswer(portalId: string, clock: Clock): Promise<boolean> {
  if (!isKnownClosed(portalId, clock().getTime())) return true
  return (await readStanding(portalId)) === null
}

/** @returns whether the portal answered. */
async function askOnce(viewer: ViewerAccess, marks: ViewerMarks, clock: Clock): Promise<boolean> {
  const access = { ...viewer, priority: 2, withinMs: askWithinMs } as const
  const declined = await takeBudget(access, () => (marks.isUrgent ? 0 : 2))
  // Another viewer may have been told so meanwhile.
  if (!declined && !(await readMayAnswer(viewer.portalId, clock))) return false
  // What became new while the viewer waited for its turn goes with the same request.
  const askedAtMs = clock().getTime()
  const { questions, types } = marks.dequeue(maxAsked, askedAtMs)
  const answer = declined
    ? ({ ok: false, failure: declined } as const)
    : await askVisible({ ...access, isPaid: true }, questions, types)
  if (!answer.ok) {
    const { kind, code } = answer.failure
    await recordRefusal({ portalId: viewer.portalId, tokenVersion: null }, answer.failure, clock)
    marks.refuse(kind, viewer.accessToken, clock().getTime())
    if (kind === 'closed') recordClosed(viewer.portalId, clock().getTime())
    if (kind === 'token' || kind === 'denied') throw new Refusal('unauthorized', code)
    return false
  }
  const wasClosed = clearClosed(viewer.portalId) || marks.isHeldClosed(askedAtMs)
  const stale = marks.decide(questions, answer, { askedAtMs, nowMs: clock().getTime() })
  void expediteRecheck(viewer.portalId, { wasClosed }, clock)
  // Nobody who waits for the answer waits for it: the time would tell of a search that it found something stale.
  if (stale.length > 0) void enqueueStale(viewer.portalId, stale, clock)
  if (answer.isAdmin !== null) storeAdmin(viewer, marks, answer.isAdmin, clock())
  return true
}

/** An admin of whom only the CRM knew is offered the settings from the next opening on. */
function storeAdmin(viewer: ViewerAccess, marks: ViewerMarks, isAdmin: boolean, now: Date): void {
  if (!marks.admin.markStored(viewer.isAdmin, now.getTime())) return
  void storeAdminAnswer(viewer.portalId, viewer.userId, { isAdmin, finished: null, license: null }, now).catch(
    (error) =>
      log().info({ err: describeError(error), portalId: viewer.portalId }, 'who is an admin could not be kept'),
  )
}
