/** The one PostgreSQL channel; its payload names portals and items, never what is in a row. */
export const signalChannel = 'smart_process_feed'

const kinds = ['deliveries', 'feed', 'jobs', 'sweep', 'compare'] as const
type SignalKind = (typeof kinds)[number]

/**
 * A hint that may be lost: receipts wait for confirmation, a portal's feed has new revisions, a job has become due, a portal
 * had better be swept or compared, or an item (`1220:22`) may have come back from the recycle bin.
 */
export type Signal =
  | { readonly kind: SignalKind; readonly portalId: string }
  | { readonly kind: 'returned'; readonly portalId: string; readonly item: string }

export function encodeSignals(signals: Iterable<Signal>): string {
  return [...signals]
    .map((signal) => {
      const text = `${signal.kind}:${signal.portalId}`
      return signal.kind === 'returned' ? `${text}:${signal.item}` : text
    })
    .join(',')
}

export function decodeSignals(payload: string): Signal[] {
  return payload.split(',').flatMap((text): Signal[] => {
    const [name, portalId, ...item] = text.split(':')
    if (!portalId) return []
    if (name === 'returned') return item.length === 2 ? [{ kind: name, portalId, item: item.join(':') }] : []
    const kind = kinds.find((known) => known === name)
    return kind ? [{ kind, portalId }] : []
  })
}
