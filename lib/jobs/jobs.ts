import 'server-only'
import { comparePortal } from '../catch-up/compare-portal.ts'
import { listPortalsToCompare } from '../catch-up/list-portals-to-compare.ts'
import { sweepPortal } from '../catch-up/sweep-portal.ts'
import { indexFeed } from '../feed/index-feed.ts'
import { listPortalsToIndex } from '../feed/list-portals-to-index.ts'
import { checkBindings } from '../installations/check-bindings.ts'
import { listDueBindings } from '../installations/list-due-bindings.ts'
import { listDueRechecks } from '../installations/list-due-rechecks.ts'
import { nextRecheckAt } from '../installations/next-recheck-at.ts'
import { recheckInstallation } from '../installations/recheck-installation.ts'
import { ringBells } from '../notify/ring-bells.ts'
import { env } from '../platform/env.ts'
import { listPortalsToPrune } from '../retention/list-portals-to-prune.ts'
import { prunePortal } from '../retention/prune-portal.ts'
import { listIdleChains } from '../tokens/list-idle-chains.ts'
import { renewIdleChain } from '../tokens/renew-idle-chain.ts'
import { endSilentPortal } from '../uninstall/end-silent-portal.ts'
import { listDueProbes } from '../uninstall/list-due-probes.ts'
import { listForgottenPortals } from '../uninstall/list-forgotten-portals.ts'
import { listSilentPortals } from '../uninstall/list-silent-portals.ts'
import { nextProbeAt } from '../uninstall/next-probe-at.ts'
import { probeUninstall } from '../uninstall/probe-uninstall.ts'
import { purgeForgotten } from '../uninstall/purge-forgotten.ts'
import { bellDue } from './bell-due.ts'
import type { JobKind } from './job-kind.ts'
import { sweepDue } from './sweep-due.ts'

const minute = 60
const hour = 60 * minute
/** Some seconds' work of one process: a portal that is queued already is not hurried when somebody opens it, and a look costs what it finds. */
const mostSweeps = 200
const mostComparisons = 50
/** Soon enough for a bell: whoever is looking sees the feed itself. */
const bellSeconds = 10

/** Everything that runs by time. Receipts are a queue of their own: see `ConfirmationWorker`. */
export function jobKinds(): readonly JobKind[] {
  return [
    {
      name: 'sweep',
      // Looks more often than the interval, which each portal has by itself.
      everySeconds: Math.min(env().sweepIntervalSeconds, minute) / 2,
      concurrency: 4,
      listDue: (now) => sweepDue().list(now, mostSweeps),
      mostPerLook: mostSweeps,
      run: sweepPortal,
    },
    {
      name: 'compare',
      everySeconds: Math.min(env().sweepIntervalSeconds, minute),
      concurrency: 1,
      listDue: (now) => listPortalsToCompare(now, mostComparisons),
      mostPerLook: mostComparisons,
      run: comparePortal,
    },
    {
      name: 'uninstall-probe',
      everySeconds: minute,
      concurrency: 1,
      listDue: listDueProbes,
      run: probeUninstall,
      nextAt: nextProbeAt,
    },
    {
      name: 'recheck',
      everySeconds: minute / 2,
      concurrency: 2,
      listDue: listDueRechecks,
      run: recheckInstallation,
      nextAt: nextRecheckAt,
    },
    { name: 'bindings', everySeconds: 10 * minute, concurrency: 1, listDue: listDueBindings, run: checkBindings },
    {
      name: 'index',
      everySeconds: 10 * minute,
      concurrency: 1,
      listDue: listPortalsToIndex,
      run: (portalId) => indexFeed(portalId),
    },
    { name: 'bell', everySeconds: bellSeconds, concurrency: 2, listDue: (now) => bellDue().list(now), run: ringBells },
    { name: 'renew-chain', everySeconds: 6 * hour, concurrency: 1, listDue: listIdleChains, run: renewIdleChain },
    { name: 'end-silent', everySeconds: 6 * hour, concurrency: 1, listDue: listSilentPortals, run: endSilentPortal },
    { name: 'purge-kept', everySeconds: 6 * hour, concurrency: 1, listDue: listForgottenPortals, run: purgeForgotten },
    { name: 'retention', everySeconds: hour, concurrency: 1, listDue: listPortalsToPrune, run: prunePortal },
  ]
}
