import 'server-only'
import { boundEvents, creationEvent, diffBindings } from '../bitrix24/bindings.ts'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import { inPortal } from '../db/in-portal.ts'
import { eventHandler } from '../installations/bind-events.ts'
import { isSilent } from '../installations/bound-events.ts'
import type { Clock } from '../platform/clock.ts'
import { env } from '../platform/env.ts'
import { version } from '../platform/version.ts'
import { shareReads } from '../visibility/share-reads.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'
import { askPortal, type PortalAnswer } from './ask-portal.ts'
import { type BindingsReport, conditionOf, type Diagnostics, type InstallationReport, stepsOf } from './diagnostics.ts'
import { explainItem } from './explain-item.ts'
import { explainPerson } from './explain-person.ts'
import { readInstallation } from './read-installation.ts'
import { readItemFacts } from './read-item-facts.ts'
import { readPersonFacts } from './read-person-facts.ts'
import { readQueue } from './read-queue.ts'

type Asked = { readonly item: ItemRef | null; readonly userId: number | null }

/** Receipts are kept for a month, or as long as the feed where that is shorter. */
const receiptDays = 30

/**
 * How the app stands on an admin's portal, why one item is in the feed or not, and whether a person sees it. The portal is asked
 * once, with the admin's own token; where it is silent, what is known is told.
 * @throws Refusal `unauthorized` when the portal does not take the admin's token.
 */
export async function diagnose(admin: ViewerAccess, { item, userId }: Asked, clock: Clock): Promise<Diagnostics> {
  const { portalId } = admin
  const answer = await askPortal(admin, item)
  const now = clock()
  const read = await shareReads(admin, 'long', () =>
    inPortal(portalId, async (tx) => ({
      known: await readInstallation(tx, portalId, { viewerId: admin.userId, now }),
      queue: await readQueue(tx, portalId, now),
      facts: item && (await readItemFacts(tx, portalId, item)),
      person: item && userId !== null ? await readPersonFacts(tx, { portalId, item, userId }) : null,
    })),
  )
  const bindings = toBindings(answer, read.known.unannounced.absent)
  const installation = toInstallation(read.known, answer, bindings)
  const { queue, facts } = read
  const crm = answer.item
  const verdict = facts && explainItem({ ...facts, crm, portal: installation.condition })
  const person = read.person && explainPerson({ ...read.person, crm, isInFeed: verdict?.inFeed === true })
  return {
    checkedAt: now.toISOString(),
    version,
    installation,
    bindings,
    queue,
    retention: { feedDays: env().retentionDays, receiptDays: Math.min(receiptDays, env().retentionDays) },
    steps: stepsOf({ installation, bindings, queue }),
    item: item &&
      facts &&
      verdict && {
        ...{ ...item, verdict, crm, receipts: facts.receipts },
        person: person && userId !== null ? { userId, ...person } : null,
      },
  }
}

function toInstallation(
  { report, isFailing, unannounced }: Awaited<ReturnType<typeof readInstallation>>,
  { isFinished, isPaymentExpired }: PortalAnswer,
  bindings: BindingsReport,
): InstallationReport {
  const isRefusing = report.unproved.lastAt !== null
  const silent = bindings ? !bindings.bound.includes(creationEvent) : isSilent(unannounced)
  const condition = conditionOf({ status: report.status, isFinished, isFailing, isRefusing, isSilent: silent })
  return { ...report, isFinished, isPaymentExpired, condition }
}

/** @param absent what the portal was found not to have when the events were last bound. */
function toBindings({ bindings }: PortalAnswer, absent: readonly string[]): BindingsReport {
  if (!bindings) return null
  const handler = eventHandler()
  const { bind, unbind } = diffBindings(bindings, boundEvents, handler)
  const bound = boundEvents.filter((event) => !bind.includes(event))
  const isAbsent = (event: string) => absent.includes(event)
  const missing = bind.filter((event) => !isAbsent(event))
  const lacking = bind.filter(isAbsent)
  return { handler, bound, missing, absent: lacking, isSilent: lacking.includes(creationEvent), stale: unbind.length }
}
