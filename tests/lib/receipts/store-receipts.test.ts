import { expect, test } from 'vitest'
import { newId } from '#lib/platform/ids.ts'
import { storeReceipts } from '#lib/receipts/store-receipts.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

test('D10: the receipt of a type that nobody watches says so and waits for nobody; one of a watched type waits', async () => {
  const { portalId, receipts } = await installCore(core(), 1220)
  const hint = { portalId, change: 'add', itemId: 7, actor: 'person', sentAt: null, receivedAt: new Date() } as const
  await storeReceipts([1220, 147].map((entityTypeId) => ({ ...hint, id: newId(), entityTypeId })))
  expect(await receipts()).toEqual({ RECEIVED: 1, NOT_WATCHED: 1 })
  const waiting = await core().sql<{ type: number }>(
    'select entity_type_id::int as type from event_delivery where portal_id = $1 and settled_at is null',
    [portalId],
  )
  expect(waiting).toEqual([{ type: 1220 }])
})
