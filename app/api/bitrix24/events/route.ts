import { handle } from '#lib/http/handle.ts'
import { readFormText } from '#lib/http/read-form-text.ts'
import { refuseUnproved } from '#lib/http/refuse-unproved.ts'
import { senderAddress } from '#lib/http/sender-address.ts'
import { Refusal } from '#lib/platform/refusal.ts'
import type { ReceiveOutcome } from '#lib/receipts/receipt.ts'
import { receiveEvent } from '#lib/receipts/receive-event.ts'

/** The slowest of the limits that an event may meet lets one more through in ten seconds. */
const slowestLimitMs = 10_000
const maxEventBytes = 64 * 1024

export const POST = handle('POST /api/bitrix24/events', async (request) => {
  const from = senderAddress(request)
  return answer(await receiveEvent(await readFormText(request, maxEventBytes), { from }), from)
})

function answer(outcome: ReceiveOutcome, from: string): Response {
  switch (outcome.kind) {
    case 'received':
    case 'ignored':
      return new Response(null)
    case 'malformed':
      throw new Refusal('malformed', 'event')
    case 'not_proved':
      throw refuseUnproved(from, outcome.reason)
    case 'too_many':
      throw new Refusal('too_many_requests', 'hints', {}, { retryAfterMs: slowestLimitMs })
    case 'not_stored':
      throw new Refusal('unavailable', 'not_stored')
  }
}
