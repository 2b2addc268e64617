/** The one PostgreSQL channel; its payload names portals only, never a row. */
export const signalChannel = 'smart_process_feed'

const kinds = ['deliveries', 'feed', 'jobs', 'sweep'] as const
type SignalKind = (typeof kinds)[number]

/**
 * A hint that may be lost: receipts wait for confirmation, a portal's feed has new revisions, a job has become due, or a portal
 * had better be swept.
 */
export type Signal = { readonly kind: SignalKind; readonly portalId: string }

export function encodeSignals(signals: Iterable<Signal>): string {
  return [...signals].map(({ kind, portalId }) => `${kind}:${portalId}`).join(',')
}

export function decodeSignals(payload: string): Signal[] {
  return payload.split(',').flatMap((text): Signal[] => {
    const [name, portalId] = text.split(':')
    const kind = kinds.find((known) => known === name)
    return kind && portalId ? [{ kind, portalId }] : []
  })
}
