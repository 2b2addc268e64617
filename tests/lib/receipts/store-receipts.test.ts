import { expect, test } from 'vitest'
import { newId } from '#lib/platform/ids.ts'
import { storeReceipts } from '#lib/receipts/store-receipts.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

test('D10: the receipt of a type that nobody watches says so and waits for nobody; one of a watched type waits', async () => {
  const { portalId, receipts, proveSender } = await installCore(core(), 1220)
  const item = { change: 'add', itemId: 7, actor: 'person', sentAt: null, receivedAt: new Date() } as const
  const hint = { ...(await proveSender()), ...item }
  await storeReceipts([1220, 147].map((entityTypeId) => ({ ...hint, id: newId(), entityTypeId })))
  expect(await receipts()).toEqual({ RECEIVED: 1, NOT_WATCHED: 1 })
  const waiting = await core().sql<{ type: number }>(
    'select entity_type_id::int as type from event_delivery where portal_id = $1 and settled_at is null',
    [portalId],
  )
  expect(waiting).toEqual([{ type: 1220 }])
})

test('H1: whoever was proved by an application token that the portal no longer has leaves no receipt', async () => {
  const { portalId, receipts, proveSender } = await installCore(core(), 1220)
  const item = { change: 'add', entityTypeId: 1220, itemId: 7, actor: 'person' } as const
  const receipt = { ...(await proveSender()), ...item, id: newId(), sentAt: null, receivedAt: new Date() }
  await core().sql(`update installation set application_token_digest = 'another' where portal_id = $1`, [portalId])
  expect(await storeReceipts([receipt, { ...receipt, id: newId(), tokenDigest: 'another' }])).toEqual([false, true])
  expect(await receipts()).toEqual({ RECEIVED: 1 })
})
