import 'server-only'
import { listen } from '../db/listen.ts'
import { handleOwnSignals } from '../db/publish-signal.ts'
import type { Signal } from '../db/signal-channel.ts'
import { onDrain } from '../platform/drain.ts'
import { once } from '../platform/once.ts'
import { recordChange, recordSilence } from '../visibility/known-changes.ts'
import { recordReturn } from '../visibility/record-return.ts'
import { subscriberHub } from './subscriber-hub.ts'

/** Whether a signal is of this process, or of another. */
export type SignalOrigin = 'here' | 'elsewhere'

export type SignalHandlers = {
  readonly onFeed: (portalId: string) => void
  /** Null where this process confirms no receipts. Returns whether it will. */
  readonly onReceipts: ((portalId: string, from: SignalOrigin) => boolean) | null
  readonly onJobs: () => void
  readonly onSweep: (portalId: string) => void
  readonly onCompare: (portalId: string) => void
  readonly onReconnect: () => void
}

/** The process's one listening connection: wakes the streams of a portal, and the workers. */
export function followSignals({ onFeed, onReceipts, onJobs, onSweep, onCompare, onReconnect }: SignalHandlers): void {
  once('follow-signals', () => {
    const hear = (signal: Signal, from: SignalOrigin) => {
      const { kind, portalId } = signal
      switch (kind) {
        case 'returned':
          recordReturn(portalId, signal.item)
          return false
        case 'feed':
          recordChange(portalId)
          subscriberHub().wake(portalId, 'feed', signal.committedAtMs)
          onFeed(portalId)
          return false
        case 'deliveries':
          // Whoever works for the portal need not be found among others; where this process ends before, their poll finds the work.
          return onReceipts?.(portalId, from) ?? false
        case 'jobs':
          onJobs()
          return false
        case 'sweep':
          onSweep(portalId)
          return false
        case 'compare':
          onCompare(portalId)
          return false
      }
    }
    handleOwnSignals((signal) => hear(signal, 'here'))
    const stop = listen({
      onSignal: (signal) => void hear(signal, 'elsewhere'),
      onReconnect: () => {
        recordSilence()
        subscriberHub().wakeAll()
        onReconnect()
      },
    })
    onDrain('connections', stop)
    return stop
  })
}
