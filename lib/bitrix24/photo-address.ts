const storages = ['cdn', 'cdn-ru', 'cdn-com']
const cloud = /\.(bitrix24\.[a-z]+(\.[a-z]+)?)$/

/**
 * The address from which a browser shows a photo that a portal tells of: on the portal itself, as it is known, or on the storage of its
 * zone of the cloud (`cdn.bitrix24.de`, `cdn-ru.bitrix24.kz`); null for any other, since the page's policy allows no more. An address
 * with a query is no file's.
 * @param portal where the portal's pages are.
 * @param told `PERSONAL_PHOTO` of `user.get`: an address, or a path on the portal (api-reference/user/user-get.md).
 */
export function photoAddress(portal: string, told: string): string | null {
  if (!URL.canParse(portal) || !URL.canParse(told, portal)) return null
  const [own, photo] = [new URL(portal), new URL(told, portal)]
  if (!/^https?:$/.test(photo.protocol) || photo.username !== '' || photo.password !== '' || photo.search !== '')
    return null
  // A portal behind a proxy calls itself http, or names another port.
  if (photo.hostname === own.hostname) return `${own.origin}${photo.pathname}`
  return storagesOf(own).includes(photo.origin) ? photo.href : null
}

/** What a page's policy allows for photos (`img-src`): these addresses of the portal, and the storage of their zones. */
export function photoSources(portals: readonly string[]): string[] {
  // What is no plain origin would add words of its own to the policy.
  const urls = portals
    .filter((portal) => /^https?:\/\/[\w.-]+(:\d+)?(\/|$)/.test(portal))
    .map((portal) => new URL(portal))
  return [...new Set(urls.flatMap((url) => [url.origin, ...storagesOf(url)]))]
}

function storagesOf({ hostname }: URL): string[] {
  const zone = cloud.exec(hostname)?.[1]
  return zone === undefined ? [] : storages.map((name) => `https://${name}.${zone}`)
}
