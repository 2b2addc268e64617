import { expect, test } from 'vitest'
import { createPortal, people } from '../support/portal-driver.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
const soon = { interval: 50 }

test('a photo is told to who knows the mark that an item tells, of that portal and that person alone', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const [itemId = 0] = await portal.create({ entityTypeId: 1220, userId: people.manager })
  await expect.poll(() => admin.itemIds(), soon).toEqual([itemId])
  const { createdBy } = (await admin.item(1220, itemId)) ?? {}
  const path = (userId: number | undefined, mark = createdBy?.photo) => `/api/photos?userId=${userId}&mark=${mark}`
  const photo = await admin.request(path(people.manager))
  expect([photo.status, photo.headers.get('content-type')]).toEqual([200, 'image/png'])
  expect(photo.headers.get('x-content-type-options')).toBe('nosniff')
  const bytes = Buffer.from(await photo.arrayBuffer())
  expect(bytes.subarray(1, 4).toString()).toBe('PNG')
  expect(bytes.equals(Buffer.from(await (await fetch(`${portal.origin}/upload/main/7.png`)).arrayBuffer()))).toBe(true)

  const other = await createPortal(system())
  const stranger = await other.ready(1220)
  const statuses = [
    stranger.request(path(people.manager)),
    admin.request(path(people.employee)),
    admin.request(path(people.manager, '0'.repeat(32))),
    admin.request(path(people.manager, 'x')),
    fetch(`${system().app.url}${path(people.manager)}`),
  ].map(async (answer) => (await answer).status)
  expect(await Promise.all(statuses)).toEqual([204, 204, 204, 400, 401])
})

test('what a portal calls a photo and is none is not passed on', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const fields = { PERSONAL_PHOTO: `${portal.origin}/marketplace/app/1/` }
  await system().simulator.setFaults(portal.memberId, { oddRows: [{ method: 'user.get', id: people.manager, fields }] })
  const [itemId = 0] = await portal.create({ entityTypeId: 1220, userId: people.manager })
  await expect.poll(() => admin.itemIds(), soon).toEqual([itemId])
  const { createdBy } = (await admin.item(1220, itemId)) ?? {}
  expect(createdBy?.photo).toMatch(/^[0-9a-f]{32}$/)
  expect((await admin.request(`/api/photos?userId=${createdBy?.id}&mark=${createdBy?.photo}`)).status).toBe(204)
})
