import { expect, test } from 'vitest'
import { offerEntityTypes } from '#lib/watches/offer-entity-types.ts'
import { lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()

async function makePortal() {
  const { sql } = core()
  const portal = await lifeOf(core(), 1220)
  const { portalId } = portal
  return {
    ...portal,
    watched: async () =>
      (
        await sql<{ id: number }>('select entity_type_id::int as id from watch where portal_id = $1 order by 1', [
          portalId,
        ])
      ).map(({ id }) => id),
    offered: async () => {
      const offered = await offerEntityTypes(await portal.accessOf(people.admin))
      return offered.map(({ entityTypeId }) => entityTypeId)
    },
  }
}

test.each([
  ['NOT_FOUND', { reason: 'unknown_type' }],
  ['ENTITY_TYPE_NOT_SUPPORTED', { reason: 'unknown_type' }],
  ['ACCESS_DENIED', { reason: 'denied' }],
  ['ERROR_CORE', { reason: 'declined', code: 'ERROR_CORE' }],
  ['', { reason: 'declined', code: 'NO_CODE' }],
  ['WRONG_LICENSE', { reason: 'denied' }],
])('one type of a set whose list is refused with "%s" is named, and nothing is saved', async (error, problem) => {
  const { fail, watch, watched } = await makePortal()
  await fail({ refusedTypes: [{ entityTypeId: 147, error, description: 'SPA not found' }] })
  await expect(watch(1220, 147, 177)).rejects.toMatchObject({
    code: 'not_watchable',
    details: { problems: [{ entityTypeId: 147, ...problem }] },
  })
  expect(await watched()).toEqual([1220])
  await watch(1220, 177)
  expect(await watched()).toEqual([177, 1220])
})

test('every type that is refused is named', async () => {
  const { fail, watch } = await makePortal()
  await fail({ noInvoices: true, deniedTypes: [177] })
  await expect(watch(1220, 147, 177, 31)).rejects.toMatchObject({
    code: 'not_watchable',
    details: {
      problems: [
        { entityTypeId: 177, reason: 'denied' },
        { entityTypeId: 31, reason: 'unknown_type' },
      ],
    },
  })
})

test.each(['OPERATION_TIME_LIMIT', 'QUERY_LIMIT_EXCEEDED', 'CONNECTION_ERROR'])(
  'a refusal that passes, %s, is no word on the type',
  async (error) => {
    const { fail, watch, watched } = await makePortal()
    await fail({ refusedTypes: [{ entityTypeId: 147, error, description: '' }] })
    await expect(watch(1220, 147)).rejects.toMatchObject({ code: 'unavailable' })
    expect(await watched()).toEqual([1220])
  },
)

test('invoices are offered where the portal has them, and wherever it does not say that it has none', async () => {
  const { fail, offered } = await makePortal()
  expect(await offered()).toContain(31)
  await fail({ noInvoices: true })
  expect(await offered()).toEqual(expect.not.arrayContaining([31]))
  expect(await offered()).toContain(1220)
  await fail({ deniedTypes: [31] })
  expect(await offered()).toContain(31)
})
