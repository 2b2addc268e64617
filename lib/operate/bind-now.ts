import 'server-only'
import { patientPauses } from '../installations/bind-events.ts'
import { mendBindings } from '../installations/mend-bindings.ts'
import type { Clock } from '../platform/clock.ts'
import { Problem } from '../platform/problem.ts'
import { shareBudgetsByDatabase } from '../rest-budget/share-budgets.ts'
import { callAsInstallation } from '../tokens/call-as-installation.ts'
import { logOperation } from './log-operation.ts'

/**
 * Has the portal's events bound to this app's address, and what is stale unbound, with the installation's own token.
 * @returns the events that this portal does not have, and those that it would not bind.
 * @throws Problem where it did not answer, or not as to an admin.
 */
export async function bindNow(portalId: string, clock: Clock) {
  shareBudgetsByDatabase(clock)
  const outcome = await callAsInstallation(
    portalId,
    1,
    (access) => mendBindings(access, portalId, clock, { pauses: patientPauses }),
    clock,
  )
  if (!outcome.ok) {
    const { code } = outcome.failure
    throw new Problem(`The portal did not let its events be bound (${code}): have an admin of it open the app once.`)
  }
  const { absent, unbound } = outcome.events
  logOperation('portals:bind', portalId, { absent: absent.length, unbound: unbound.length })
  return { absent, unbound }
}
