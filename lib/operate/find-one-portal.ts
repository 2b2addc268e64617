import 'server-only'
import { db } from '../db/client.ts'
import { Problem } from '../platform/problem.ts'

export type NamedPortal = {
  readonly portalId: string
  readonly memberId: string
  readonly domain: string
  readonly clientEndpoint: string
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/**
 * The one portal that an operator means: by its address, its member_id or our own id of it.
 * @throws Problem where there is none, or more than one: two lives of one account, say, of which the older one is being deleted.
 */
export async function findOnePortal(name: string): Promise<NamedPortal> {
  const domain = name.replace(/^https?:\/\//i, '').replace(/\/.*$/, '')
  const found = await db().portal.findMany({
    where: {
      OR: [
        { memberId: name },
        // Compared by ILIKE: without the escapes `%` would be any portal.
        { domain: { equals: domain.replaceAll(/[\\%_]/g, '\\$&'), mode: 'insensitive' } },
        ...(uuid.test(name) ? [{ id: name }] : []),
      ],
    },
    select: { id: true, memberId: true, domain: true, clientEndpoint: true },
    orderBy: { createdAt: 'asc' },
  })
  const exact = found.filter(({ id, memberId }) => id === name.toLowerCase() || memberId === name)
  const [portal, ...others] = exact.length > 0 ? exact : found
  if (!portal) throw new Problem(`No portal has the address or id ${name}: npm run portals:list names them.`)
  if (others.length > 0) {
    const ids = [portal, ...others].map(({ id, memberId }) => `${id} (${memberId})`).join(', ')
    throw new Problem(`More than one portal has the address ${domain}: name one by its id, of ${ids}.`)
  }
  const { id: portalId, ...rest } = portal
  return { portalId, ...rest }
}
