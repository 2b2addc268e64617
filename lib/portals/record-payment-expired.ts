import 'server-only'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { recordRefusal } from './record-refusal.ts'

/** The app's paid period is over, says the portal: nothing is announced from then on, also where REST still answers. */
export function recordPaymentExpired(portalId: string, clock: Clock = systemClock): Promise<void> {
  const unpaid: RestFailure = { kind: 'closed', code: 'PAYMENT_EXPIRED', closing: 'app' }
  return recordRefusal({ portalId, tokenVersion: null }, unpaid, clock)
}
