import 'server-only'
import { listen } from '../db/listen.ts'
import { onDrain } from '../platform/drain.ts'
import { once } from '../platform/once.ts'
import { recordReturn } from '../visibility/record-return.ts'
import { subscriberHub } from './subscriber-hub.ts'

export type SignalHandlers = {
  readonly onReceipts: (portalId: string) => void
  readonly onJobs: () => void
  readonly onSweep: (portalId: string) => void
  readonly onReconnect: () => void
}

/** The process's one listening connection: wakes the streams of a portal, and the workers. */
export function followSignals({ onReceipts, onJobs, onSweep, onReconnect }: SignalHandlers): void {
  once('follow-signals', () => {
    const stop = listen({
      onSignal: (signal) => {
        const { kind, portalId } = signal
        switch (kind) {
          case 'returned':
            return recordReturn(portalId, signal.item)
          case 'feed':
            return subscriberHub().wake(portalId, 'feed')
          case 'deliveries':
            return onReceipts(portalId)
          case 'jobs':
            return onJobs()
          case 'sweep':
            return onSweep(portalId)
        }
      },
      onReconnect: () => {
        subscriberHub().wakeAll()
        onReconnect()
      },
    })
    onDrain('connections', stop)
    return stop
  })
}
