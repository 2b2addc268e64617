const storage = /^cdn(-[a-z]+)?\.(bitrix24\.[a-z]+(\.[a-z]+)?)$/
const cloud = /\.(bitrix24\.[a-z]+(\.[a-z]+)?)$/

/**
 * The address from which a browser shows a photo that a portal tells of: on the portal itself, or on the storage of its zone of the
 * cloud (`cdn.bitrix24.de`, `cdn-ru.bitrix24.kz`); null for any other, since the page's policy allows no more.
 * @param portal where the portal's pages are.
 * @param told `PERSONAL_PHOTO` of `user.get`: an address, or a path on the portal (api-reference/user/user-get.md).
 */
export function photoAddress(portal: string, told: string): string | null {
  if (!URL.canParse(portal) || !URL.canParse(told, portal)) return null
  const [own, photo] = [new URL(portal), new URL(told, portal)]
  if (photo.username !== '' || photo.password !== '') return null
  if (photo.origin === own.origin) return photo.href
  const zone = storage.exec(photo.hostname)?.[2]
  const isOfZone = zone !== undefined && zone === cloud.exec(own.hostname)?.[1]
  return isOfZone && photo.protocol === 'https:' && photo.port === '' ? photo.href : null
}

/** What a page's policy allows for photos (`img-src`): these addresses of the portal, and the storage of their zones. */
export function photoSources(portals: readonly string[]): string[] {
  const urls = portals
    .filter((portal) => /^https?:/.test(portal) && URL.canParse(portal))
    .map((portal) => new URL(portal))
  return [...new Set(urls.flatMap(sourcesOf))]
}

function sourcesOf({ origin, hostname }: URL): string[] {
  const zone = cloud.exec(hostname)?.[1]
  return zone === undefined ? [origin] : [origin, `https://*.${zone}`]
}
