import { readFileSync } from 'node:fs'
import { sharedSystem } from '../support/shared-system.ts'
import { expect, PortalPage, test } from './portal-page.ts'

const post = (fixture: string) =>
  fetch(`${sharedSystem().appUrl}/api/bitrix24/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: readFileSync(`tests/fixtures/${fixture}.form`, 'utf8').trim(),
  })

test('the events of the documentation become rows: with tokens, without them, and of an invoice', async ({
  page,
  simulator,
}) => {
  // The portal that the documented bodies name.
  const portal = await simulator.createPortal({
    memberId: 'a223c6b3710f85df22e9377d6c4f7553',
    applicationToken: '51856fefc120afa4b628cc82d3935cce',
    sample: false,
  })
  const { memberId } = portal
  await simulator.createType(memberId, { title: 'Claims', entityTypeId: 1220 })
  await simulator.createType(memberId, { title: 'Invoices', entityTypeId: 31 })
  const admin = new PortalPage(page, portal)
  await admin.openFeed(1220, 31)

  const silently = { announce: false, userId: 1 }
  await simulator.createItems(memberId, { ...silently, entityTypeId: 1220, id: 22, title: 'Claim of a person' })
  expect((await post('event-item-add')).status).toBe(200)
  await expect(admin.row(1220, 22)).toContainText('Claim of a person')
  await expect(admin.row(1220, 22)).toHaveAttribute('data-actor', 'person')

  await simulator.createItems(memberId, { ...silently, entityTypeId: 1220, id: 24, title: 'Claim of a robot' })
  expect((await post('event-item-add-by-automation')).status).toBe(200)
  await expect(admin.row(1220, 24)).toContainText('Claim of a robot')
  await expect(admin.row(1220, 24)).toHaveAttribute('data-actor', 'automation')

  await simulator.createItems(memberId, { ...silently, entityTypeId: 31, id: 7, title: 'Invoice 7' })
  expect((await post('event-item-add-invoice')).status).toBe(200)
  await expect(admin.row(31, 7)).toContainText('Invoice 7')

  await page.close()
  await simulator.deletePortal(memberId)
})
