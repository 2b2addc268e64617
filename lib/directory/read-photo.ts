import 'server-only'
import { LRUCache } from 'lru-cache'
import { downloadImage, type Image } from '../bitrix24/download-image.ts'
import { photoAddress, photoMark } from '../bitrix24/photo-address.ts'
import { portalAddress } from '../bitrix24/portal-address.ts'
import { inPortal } from '../db/in-portal.ts'
import { once } from '../platform/once.ts'

type Portal = { readonly portalId: string; readonly clientEndpoint: string; readonly allowPrivate: boolean }

const keptMs = 3_600_000
const keptBytes = 16 * 1024 * 1024
/** What could not be had counts for as much, so that many of them do not take endless room. */
const bytesOfNone = 1_024

/**
 * The photo of a person as the portal last told of it, under the mark that an item tells of it; null where there is none under
 * that mark, or it cannot be had. One download for all who look at it within the hour.
 */
export async function readPhoto(portal: Portal, userId: number, mark: string): Promise<Image | null> {
  const told = await readAddress(portal.portalId, userId)
  if (told === null || photoMark(told) !== mark) return null
  const address = photoAddress(portalAddress(portal.clientEndpoint), told)
  if (address === null) return null
  const key = `${portal.portalId} ${address}`
  const known = photos().get(key)
  if (known !== undefined) return (await known).image
  const begun = downloadImage(address, portal.allowPrivate).then((image) => ({ image }))
  photos().set(key, begun, { size: bytesOfNone })
  const { image } = await begun
  if (image !== null) photos().set(key, begun, { size: image.bytes.byteLength })
  return image
}

function readAddress(portalId: string, userId: number): Promise<string | null> {
  return inPortal(portalId, async (tx) => {
    const where = { portalId_kind_key: { portalId, kind: 'USER' as const, key: String(userId) } }
    return (await tx.directoryEntry.findUnique({ where, select: { photo: true } }))?.photo ?? null
  })
}

function photos() {
  return once(
    'photos',
    () => new LRUCache<string, Promise<{ readonly image: Image | null }>>({ maxSize: keptBytes, ttl: keptMs }),
  )
}
