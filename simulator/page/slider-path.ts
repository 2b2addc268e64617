/** What openPath may open (frame-and-sdk, 1.5). */
const AVAILABLE = [
  /^\/crm\/(?:deal|lead|contact|company|type)\//,
  /^\/marketplace\//,
  /^\/company\/personal\/user\/\d+\//,
  /^\/workgroups\/group\/\d+\//,
]

/** Each kind of page has its widest panel in pixels; the SDK borrows one by a prefix that `..` takes back. */
const WIDTHS: [prefix: string, pixels: number][] = [
  ['/company/personal/', 1200],
  ['/crm/company/requisite/', 950],
  ['/workgroups/', 900],
]

/** The path with `..` resolved and the slider's own parameters removed, or null when it may not be opened. */
export function resolvePath(path: string, origin: string): string | null {
  if (!path.startsWith('/')) return null
  const url = new URL(path, origin)
  if (url.origin !== origin || !AVAILABLE.some((pattern) => pattern.test(url.pathname))) return null
  url.searchParams.delete('IFRAME')
  url.searchParams.delete('IFRAME_TYPE')
  return url.pathname + url.search
}

/** The width in pixels that the portal gives to this path as it was written. */
export function sliderWidth(path: string): number {
  return WIDTHS.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 1640
}
