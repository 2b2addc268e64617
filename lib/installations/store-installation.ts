import 'server-only'
import type { TokenOwner } from '../bitrix24/oauth.ts'
import { db, type Transaction } from '../db/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { isLostRace } from '../db/is-lost-race.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { createHead } from '../feed-head/create-head.ts'
import { endBackOff } from '../feed-head/end-back-off.ts'
import { lockHead } from '../feed-head/lock-head.ts'
import { ownerProofSql } from '../feed-head/proof-sql.ts'
import { digest } from '../platform/crypto.ts'
import { newId } from '../platform/ids.ts'
import { notBroken } from '../portals/break-installation.ts'
import type { OfferedToken } from '../tokens/application-token.ts'
import { sealTokens } from '../tokens/seal-tokens.ts'
import { storeApplicationToken } from '../tokens/store-application-token.ts'

export type Credentials = {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresAt: Date
  /** Newer portals send it with the launch; older ones only with ONAPPINSTALL. */
  readonly applicationToken: string | null
}

const maxTries = 5

/**
 * Stores a proved installation, or renews the stored one: the portal's address, the sealed token chain of this admin,
 * and the digest of the application token. Running it again with the same input changes nothing that matters.
 * @param finished whether the portal calls the installation finished; null keeps what was known.
 * @param isInstalling false when an existing installation gets a new chain.
 * @returns the portal's id.
 */
export async function storeInstallation(owner: TokenOwner, credentials: Credentials, life: Life): Promise<string> {
  const address = { domain: owner.domain, clientEndpoint: owner.clientEndpoint }
  for (let tries = 1; ; tries += 1) {
    const { id } = await db().portal.upsert({
      where: { memberId: owner.memberId },
      create: { id: newId(), memberId: owner.memberId, ...address },
      update: address,
      select: { id: true },
    })
    const isStored = await inPortal(id, async (tx) => {
      if (!(await lockPortal(tx, id, owner.memberId))) return false
      await store(tx, id, tokensOf(id, owner, credentials, life.now), life)
      const offered = offeredBy(owner, credentials)
      if (offered) await storeApplicationToken(tx, id, offered, life.now)
      return true
    }).catch((error: unknown) => {
      // The last step of a purge locks in another order, from the portal down.
      if (tries < maxTries && isLostRace(error)) return false
      throw error
    })
    if (!isStored) continue
    // While it was broken, unpaid or unfinished nothing was announced.
    publishSignal({ kind: 'sweep', portalId: id })
    return id
  }
}

/**
 * Keeps an installation as it is until the transaction ends. The head first, which is made where there is none: whoever needs both
 * takes them in this order, also those who find no installation yet.
 * @returns false where the portal that was found has been purged since, or is about to be: the next one is new.
 */
async function lockPortal(tx: Transaction, portalId: string, memberId: string): Promise<boolean> {
  await createHead(tx, portalId, memberId)
  await lockHead(tx, portalId)
  await tx.$queryRaw`select from installation where portal_id = ${portalId}::uuid for update`
  return (await tx.portal.count({ where: { id: portalId, memberId } })) === 1
}

function tokensOf(portalId: string, owner: TokenOwner, credentials: Credentials, now: Date) {
  return {
    ...sealTokens(portalId, credentials),
    tokenUserId: BigInt(owner.userId),
    serverEndpoint: owner.server,
    scope: owner.scope,
    licenseStatus: owner.licenseStatus,
    // When this chain was begun or last renewed: an idle one dies.
    rotatedAt: now,
    // A refresh that is under way is about the chain of before.
    refreshLeaseOwner: null,
    refreshLeaseUntil: null,
    recheckAt: null,
    rechecks: 0,
    // Ends what an uninstall of before still has to delete.
    uninstallClean: null,
    uninstallProbes: 0,
    uninstallProbeAt: null,
    uninstallSuspectedAt: null,
    uninstallAnnounced: false,
    uninstalledAt: null,
  }
}

function offeredBy({ expiresAt }: TokenOwner, { applicationToken }: Credentials): OfferedToken | null {
  return applicationToken ? { digest: digest(applicationToken), accessEndsAt: expiresAt } : null
}

type Life = { readonly finished: boolean | null; readonly isInstalling: boolean; readonly now: Date }

async function store(
  tx: Transaction,
  portalId: string,
  tokens: ReturnType<typeof tokensOf>,
  { finished, isInstalling, now }: Life,
): Promise<void> {
  // Only an admin's tokens come here, and the portal has just been asked.
  await endBackOff(tx, portalId, { isHealed: true })
  await tx.$executeRaw(ownerProofSql(portalId, now))
  const life = await readLife(tx, portalId, finished, now)
  await tx.installation.upsert({
    where: { portalId },
    create: { portalId, ...tokens, ...life, verifiedAt: now },
    update: { ...tokens, ...life, tokenVersion: { increment: 1 }, ...(isInstalling && { verifiedAt: now }) },
  })
}

async function readLife(tx: Transaction, portalId: string, finished: boolean | null, now: Date) {
  const before = await tx.installation.findUnique({ where: { portalId }, select: { finishedAt: true } })
  const known = before?.finishedAt ?? null
  const finishedAt = finished === null ? known : finished ? (known ?? now) : null
  return { finishedAt, status: finishedAt ? ('ACTIVE' as const) : ('NEW' as const), ...notBroken }
}
