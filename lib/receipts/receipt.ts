import type { Actor } from '../bitrix24/actor.ts'
import type { ItemEvent } from '../bitrix24/event-payload.ts'

/** What becomes of an event, and so what Bitrix24 is answered. Whether it was a duplicate shows at settlement. */
export type ReceiveOutcome =
  | { readonly kind: 'received' }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'not_proved'; readonly reason: string }
  | { readonly kind: 'too_many' }
  | { readonly kind: 'not_stored' }

/** The receipt of one proven event, before it is committed. */
export type Receipt = {
  readonly portalId: string
  /** Of the application token that proved its sender: the portal's still, when it is stored. */
  readonly tokenDigest: string
  readonly id: string
  readonly change: ItemEvent['change']
  readonly entityTypeId: number
  readonly itemId: number
  readonly actor: Actor
  readonly sentAt: Date | null
  readonly receivedAt: Date
}

/** An event with a person's token came from that person; a robot, workflow or import sends none. */
export function actorOf(change: ItemEvent['change'], byPerson: boolean): Actor {
  if (change !== 'add') return 'unknown'
  return byPerson ? 'person' : 'automation'
}
