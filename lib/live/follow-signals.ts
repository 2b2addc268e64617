import 'server-only'
import { listen } from '../db/listen.ts'
import { handleOwnSignals } from '../db/publish-signal.ts'
import type { Signal } from '../db/signal-channel.ts'
import { onDrain } from '../platform/drain.ts'
import { once } from '../platform/once.ts'
import { recordReturn } from '../visibility/record-return.ts'
import { subscriberHub } from './subscriber-hub.ts'

export type SignalHandlers = {
  /** Null where this process confirms no receipts. */
  readonly onReceipts: ((portalId: string) => void) | null
  readonly onJobs: () => void
  readonly onSweep: (portalId: string) => void
  readonly onReconnect: () => void
}

/** The process's one listening connection: wakes the streams of a portal, and the workers. */
export function followSignals({ onReceipts, onJobs, onSweep, onReconnect }: SignalHandlers): void {
  once('follow-signals', () => {
    const hear = (signal: Signal) => {
      const { kind, portalId } = signal
      switch (kind) {
        case 'returned':
          return recordReturn(portalId, signal.item)
        case 'feed':
          return subscriberHub().wake(portalId, 'feed')
        case 'deliveries':
          return onReceipts?.(portalId)
        case 'jobs':
          return onJobs()
        case 'sweep':
          return onSweep(portalId)
      }
    }
    handleOwnSignals((signal) => {
      hear(signal)
      // Whoever works for the portal need not be found among others; where this process ends before, their poll finds the work.
      return signal.kind === 'deliveries' && onReceipts !== null
    })
    const stop = listen({
      onSignal: hear,
      onReconnect: () => {
        subscriberHub().wakeAll()
        onReconnect()
      },
    })
    onDrain('connections', stop)
    return stop
  })
}
