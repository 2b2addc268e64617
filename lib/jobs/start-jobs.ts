import 'server-only'
import { followSignals } from '../live/follow-signals.ts'
import { subscriberHub } from '../live/subscriber-hub.ts'
import { systemClock } from '../platform/clock.ts'
import { onDrain } from '../platform/drain.ts'
import { env } from '../platform/env.ts'
import { once } from '../platform/once.ts'
import { declinedEvents } from '../receipts/declined-events.ts'
import { startRestLog } from '../rest-budget/rest-log.ts'
import { shareBudgetsByDatabase } from '../rest-budget/share-budgets.ts'
import { attend, attentionPeriodMs } from '../watches/attend.ts'
import { bellDue } from './bell-due.ts'
import { ConfirmationWorker } from './confirmation-worker.ts'
import { JobRunner } from './job-runner.ts'
import { jobKinds } from './jobs.ts'
import { makeBoss } from './make-boss.ts'
import { sweepDue } from './sweep-due.ts'

/** Starts what this process's role needs: every role listens for signals, `all` and `worker` confirm receipts and run jobs. */
export function startJobs(): void {
  once('jobs', () => {
    startRestLog()
    declinedEvents().takeOver()
    shareBudgetsByDatabase()
    const isWorker = env().role !== 'web'
    const confirmation = isWorker ? new ConfirmationWorker() : null
    const jobs = isWorker ? new JobRunner(makeBoss(), jobKinds(), systemClock) : null
    confirmation?.start()
    jobs?.start()
    const open = setInterval(attendOpen, attentionPeriodMs()).unref()
    followSignals({
      onFeed: (portalId) => isWorker && bellDue().recordNews(portalId),
      onReceipts: confirmation && ((portalId, from) => confirmation.wake(portalId, from)),
      onJobs: () => jobs?.lookSoon(),
      onSweep: (portalId) => jobs?.enqueue('sweep', portalId),
      onCompare: (portalId) => jobs?.enqueue('compare', portalId),
      onReconnect: () => {
        void confirmation?.pollNow().catch(() => undefined)
        sweepDue().recordLoss()
        bellDue().recordLoss()
        jobs?.lookSoon()
      },
    })
    onDrain('jobs', async () => clearInterval(open))
    onDrain('jobs', async () => void (await Promise.all([confirmation?.stop(), jobs?.stop()])))
    return true
  })
}

/** A page that stays open is looked at. */
function attendOpen(): void {
  for (const portalId of subscriberHub().portalIds()) attend(portalId, 'opened')
}
