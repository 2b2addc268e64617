import { expect, test } from 'vitest'
import { createPortal, people } from '../support/portal-driver.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
const soon = { interval: 50 }

test('a row says what the item is worth and what has changed since it was first confirmed', async () => {
  const { simulator } = system()
  const portal = await createPortal(system())
  const admin = await portal.ready(1220, 147)
  const stream = await admin.stream()
  const fields = { opportunity: 1500.5, currencyId: 'EUR' }
  const [itemId = 0] = await portal.create({
    entityTypeId: 1220,
    userId: people.employee,
    title: 'First',
    categoryId: 3,
    fields,
  })
  const item = () => admin.item(1220, itemId)
  await expect.poll(item, soon).toMatchObject({ amount: { value: '1500.5', currency: 'EUR' }, changes: null })

  const change = (changes: object) => simulator.updateItem(portal.memberId, 1220, itemId, changes)
  await change({ stageId: 'DT1220_3:CLIENT', assignedById: people.manager, title: 'Second' })
  await expect.poll(async () => (await item())?.title, soon).toBe('Second')
  const found = await item()
  expect(found?.changes).toEqual({
    stage: { from: { id: 'DT1220_3:NEW', name: 'Received', color: '#22b9ff', semantics: null }, to: found?.stage },
    assignedTo: { from: found?.createdBy, to: found?.assignedTo },
    title: { from: 'First' },
  })
  expect(found?.stage?.name).toBe('Waiting for the client')
  await expect.poll(() => stream.items.at(-1)?.changes, soon).toEqual(found?.changes)

  await change({ title: 'Third', stageId: 'DT1220_3:NEW' })
  await expect.poll(async () => (await item())?.title, soon).toBe('Third')
  expect((await item())?.changes).toEqual({ assignedTo: found?.changes?.assignedTo, title: { from: 'First' } })
  await change({ title: 'First', assignedById: people.employee })
  await expect.poll(async () => (await item())?.title, soon).toBe('First')
  expect((await item())?.changes).toBeNull()
  expect((await admin.feed('q=first')).items.map((row) => row.itemId)).toEqual([itemId])
  expect((await admin.feed('q=third')).items).toEqual([])
})

test('a sum that changes is a change of the item, and what is no sum is none', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const [odd = 0] = await portal.create({ entityTypeId: 1220, fields: { opportunity: 'a lot', currencyId: '=cmd' } })
  const [sum = 0] = await portal.create({ entityTypeId: 1220, fields: {} })
  await expect.poll(() => admin.item(1220, sum), soon).toMatchObject({ amount: { value: '0', currency: 'USD' } })
  await expect.poll(() => admin.item(1220, odd), soon).toMatchObject({ amount: null })
  await system().simulator.updateItem(portal.memberId, 1220, sum, { opportunity: 99.99 })
  await expect
    .poll(async () => (await admin.item(1220, sum))?.amount, soon)
    .toEqual({ value: '99.99', currency: 'USD' })
  expect((await admin.item(1220, sum))?.changes).toBeNull()
})
