import 'server-only'
import { comparePortal } from '../catch-up/compare-portal.ts'
import { listPortalsToCompare } from '../catch-up/list-portals-to-compare.ts'
import { sweepPortal } from '../catch-up/sweep-portal.ts'
import { checkBindings } from '../installations/check-bindings.ts'
import { endSilentPortal } from '../installations/end-silent-portal.ts'
import { listDueBindings } from '../installations/list-due-bindings.ts'
import { listDueProbes } from '../installations/list-due-probes.ts'
import { listDueRechecks } from '../installations/list-due-rechecks.ts'
import { listForgottenPortals } from '../installations/list-forgotten-portals.ts'
import { listIdleChains } from '../installations/list-idle-chains.ts'
import { listSilentPortals } from '../installations/list-silent-portals.ts'
import { nextProbeAt } from '../installations/next-probe-at.ts'
import { nextRecheckAt } from '../installations/next-recheck-at.ts'
import { probeUninstall } from '../installations/probe-uninstall.ts'
import { purgeKept } from '../installations/purge-kept.ts'
import { recheckInstallation } from '../installations/recheck-installation.ts'
import { renewIdleChain } from '../installations/renew-idle-chain.ts'
import { listPortalsToRing } from '../notify/list-portals-to-ring.ts'
import { ringBells } from '../notify/ring-bells.ts'
import { env } from '../platform/env.ts'
import { listPortalsToPrune } from '../retention/list-portals-to-prune.ts'
import { prunePortal } from '../retention/prune-portal.ts'
import type { JobKind } from './job-kind.ts'
import { sweepDue } from './sweep-due.ts'

const minute = 60
const hour = 60 * minute
/** The slow comparison begins once in so many sweeps. */
const sweepsPerComparison = 12
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
      listDue: (now) => sweepDue().list(now),
      run: sweepPortal,
    },
    {
      name: 'compare',
      everySeconds: Math.min(env().sweepIntervalSeconds, minute),
      concurrency: 1,
      listDue: (now) => listPortalsToCompare(now, env().sweepIntervalSeconds * sweepsPerComparison),
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
    { name: 'bell', everySeconds: bellSeconds, concurrency: 2, listDue: listPortalsToRing, run: ringBells },
    { name: 'renew-chain', everySeconds: 6 * hour, concurrency: 1, listDue: listIdleChains, run: renewIdleChain },
    { name: 'end-silent', everySeconds: 6 * hour, concurrency: 1, listDue: listSilentPortals, run: endSilentPortal },
    { name: 'purge-kept', everySeconds: 6 * hour, concurrency: 1, listDue: listForgottenPortals, run: purgeKept },
    { name: 'retention', everySeconds: hour, concurrency: 1, listDue: listPortalsToPrune, run: prunePortal },
  ]
}
