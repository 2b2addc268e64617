/** The one PostgreSQL channel; its payload names portals and items, never what is in a row. */
export const signalChannel = 'smart_process_feed'

const kinds = ['deliveries', 'feed', 'jobs', 'sweep', 'compare'] as const
type SignalKind = (typeof kinds)[number]

/** `committedAtMs`: when, by the clock of whoever did it; null from an instance that did not say. */
type FeedSignal = { readonly kind: 'feed'; readonly portalId: string; readonly committedAtMs?: number | null }

/**
 * A hint that may be lost: receipts wait for confirmation, a portal's feed has new revisions, a job has become due, a portal
 * had better be swept or compared, or an item (`1220:22`) may have come back from the recycle bin.
 */
export type Signal =
  | { readonly kind: Exclude<SignalKind, 'feed'>; readonly portalId: string }
  | FeedSignal
  | { readonly kind: 'returned'; readonly portalId: string; readonly item: string }

export function encodeSignals(signals: Iterable<Signal>): string {
  return [...signals]
    .map((signal) => {
      const text = `${signal.kind}:${signal.portalId}`
      if (signal.kind === 'feed') return signal.committedAtMs ? `${text}:${signal.committedAtMs}` : text
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
    if (kind === 'feed') return [{ kind, portalId, committedAtMs: Number(item[0]) || null }]
    return kind ? [{ kind, portalId }] : []
  })
}
