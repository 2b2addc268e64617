import 'server-only'
import type { TokenOwner } from '../bitrix24/oauth.ts'
import { db } from '../db/client.ts'

/** The portal was renamed; the OAuth server has just confirmed its new address. */
export async function changeAddress(
  portalId: string,
  { memberId, domain, clientEndpoint }: Pick<TokenOwner, 'memberId' | 'domain' | 'clientEndpoint'>,
): Promise<void> {
  await db().portal.updateMany({ where: { id: portalId, memberId }, data: { domain, clientEndpoint } })
}
