import 'server-only'
import { followSignals } from '../live/follow-signals.ts'
import { systemClock } from '../platform/clock.ts'
import { onDrain } from '../platform/drain.ts'
import { env } from '../platform/env.ts'
import { once } from '../platform/once.ts'
import { startRestLog } from '../rest-budget/rest-log.ts'
import { shareBudgetsByDatabase } from '../rest-budget/share-budgets.ts'
import { ConfirmationWorker } from './confirmation-worker.ts'
import { JobRunner } from './job-runner.ts'
import { jobKinds } from './jobs.ts'
import { makeBoss } from './make-boss.ts'
import { sweepDue } from './sweep-due.ts'

/** Starts what this process's role needs: every role listens for signals, `all` and `worker` confirm receipts and run jobs. */
export function startJobs(): void {
  once('jobs', () => {
    startRestLog()
    shareBudgetsByDatabase()
    const isWorker = env().role !== 'web'
    const confirmation = isWorker ? new ConfirmationWorker() : null
    const jobs = isWorker ? new JobRunner(makeBoss(), jobKinds(), systemClock) : null
    confirmation?.start()
    jobs?.start()
    followSignals({
      onReceipts: confirmation && ((portalId, from) => confirmation.wake(portalId, from)),
      onJobs: () => jobs?.lookSoon(),
      onSweep: (portalId) => jobs?.enqueue('sweep', portalId),
      onReconnect: () => {
        void confirmation?.pollNow().catch(() => undefined)
        sweepDue().recordLoss()
        jobs?.lookSoon()
      },
    })
    onDrain('jobs', async () => void (await Promise.all([confirmation?.stop(), jobs?.stop()])))
    return true
  })
}
