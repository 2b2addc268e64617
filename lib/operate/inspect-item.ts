import 'server-only'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import { inPortal } from '../db/in-portal.ts'
import { conditionOf } from '../insight/diagnostics.ts'
import { explainItem } from '../insight/explain-item.ts'
import { readInstallation } from '../insight/read-installation.ts'
import { readItemFacts } from '../insight/read-item-facts.ts'
import { isSilent } from '../installations/bound-events.ts'
import { Problem } from '../platform/problem.ts'
import type { NamedPortal } from './find-one-portal.ts'

/**
 * Why an item is where it is, as the app knows it: the CRM is not asked, and nothing of the item's content is told.
 * @throws Problem where the portal has no installation to speak of.
 */
export async function inspectItem({ portalId, domain }: NamedPortal, item: ItemRef, now: Date) {
  return inPortal(portalId, async (tx) => {
    const isKnown = (await tx.installation.count({ where: { portalId } })) > 0
    if (!isKnown) throw new Problem(`The app was never installed on ${domain}, so it knows nothing of its items.`)
    const { report, unannounced, isFailing } = await readInstallation(tx, portalId, { viewerId: 0, now })
    const portal = conditionOf({
      ...{ status: report.status, isFinished: null, isFailing },
      ...{ isSilent: isSilent(unannounced), isRefusing: report.unproved.lastAt !== null },
    })
    const facts = await readItemFacts(tx, portalId, item)
    // What is told is told of an item that the CRM has: nobody asks whether it does.
    const verdict = explainItem({ ...facts, crm: 'exists', portal })
    const key = { portalId, entityTypeId: BigInt(item.entityTypeId), itemId: BigInt(item.itemId) }
    const row = await tx.feedItem.findUnique({ where: { portalId_entityTypeId_itemId: key } })
    const admins = await tx.viewerState.count({ where: { portalId, isAdmin: true } })
    return {
      ...item,
      portal,
      verdict: { ...verdict, notes: verdict.notes.filter((note) => note !== 'return_unnoticed') },
      watch: facts.watch,
      row: row && {
        ...{ source: row.source, actor: row.actor },
        ...{ position: Number(row.position), revision: Number(row.revision) },
        createdAt: row.createdAt.toISOString(),
        receivedAt: row.receivedAt.toISOString(),
        updatedAt: row.updatedAt?.toISOString() ?? null,
        removedAt: row.removedAt?.toISOString() ?? null,
      },
      mayBeSeenBy: verdict.inFeed ? ruleOf(facts.watch?.visibility, admins) : 'nobody: it is not in the feed',
      receipts: facts.receipts.map((receipt) => ({ ...receipt })),
    }
  })
}

/** By which rule, as far as anybody knows without a viewer's token: the CRM's answers are kept in memory, for minutes. */
function ruleOf(visibility: 'crm' | 'portal' | undefined, admins: number): string {
  if (visibility === 'portal') return 'everybody on the portal: an admin opened the type'
  return `admins (${admins} known), and whomever the CRM shows it to, asked with that person's own token`
}
