import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { log } from '../platform/log.ts'
import { mayBeAsked } from '../portals/may-be-asked.ts'
import { callAsInstallation } from '../tokens/call-as-installation.ts'
import { mendBindings } from './mend-bindings.ts'

/** So long after it did not answer a portal is asked again. */
const unansweredSeconds = 3_600

export type BindingsCheck = { readonly kind: 'bound' | 'unbound' | 'unanswered' | 'not_due' }

/**
 * Looks with the installation's own token whether our events are bound, and mends the difference: one request where there is none.
 * With the token of an owner who is no longer an admin nothing of them is seen, and nothing is mended.
 */
export async function checkBindings(portalId: string, clock: Clock): Promise<BindingsCheck> {
  const now = clock()
  const count = await inPortal(
    portalId,
    (tx) => tx.$executeRaw`
      update installation n set bindings_due_at = ${secondsFrom(now, unansweredSeconds)}::timestamptz
      where n.portal_id = ${portalId}::uuid and n.access_token_sealed is not null and ${bindingsAreDue(now)}`,
  )
  if (count === 0) return { kind: 'not_due' }
  const outcome = await callAsInstallation(portalId, 3, (access) => mendBindings(access, portalId, clock))
  if (outcome.ok) return { kind: outcome.events.unbound.length > 0 ? 'unbound' : 'bound' }
  log().info({ portalId, code: outcome.failure.code }, 'the bindings were not looked at')
  return { kind: 'unanswered' }
}

/** Whether the bindings of a portal (`installation n`) are due to be looked at. */
export function bindingsAreDue(now: Date): Prisma.Sql {
  return Prisma.sql`${mayBeAsked} and n.recheck_at is null
    and (n.bindings_due_at is null or n.bindings_due_at <= ${now}::timestamptz)`
}
