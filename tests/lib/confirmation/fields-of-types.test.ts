import { expect, test } from 'vitest'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

test('an item has in the feed what its type has: most smart processes know no amount, some no stages', async () => {
  const { simulator, sql } = core()
  const types = [1220, 177, 147, 31]
  const portal = await installCore(core(), ...types)
  const plain = await simulator.createType(portal.memberId, { title: 'Plain', stages: false })
  await portal.watch(...types, plain.entityTypeId)
  for (const entityTypeId of [...types, plain.entityTypeId]) {
    const fields = { opportunity: 99.5, currencyId: 'EUR' }
    const [itemId = 0] = await portal.create({ entityTypeId, title: `Of ${entityTypeId}`, fields })
    await portal.receive({ itemId, entityTypeId })
  }
  await portal.confirm()
  const rows = await sql(
    `select entity_type_id::int as type, title, amount::float8 as amount, currency, stage_id is null as "stageless"
     from feed_item where portal_id = $1 order by 1`,
    [portal.portalId],
  )
  const nothing = { amount: null, currency: null }
  expect(rows).toEqual([
    { type: 31, title: 'Of 31', amount: 99.5, currency: 'EUR', stageless: false },
    { type: 147, title: 'Of 147', ...nothing, stageless: true },
    { type: 177, title: 'Of 177', ...nothing, stageless: false },
    { type: 1220, title: 'Of 1220', amount: 99.5, currency: 'EUR', stageless: false },
    { type: plain.entityTypeId, title: `Of ${plain.entityTypeId}`, ...nothing, stageless: true },
  ])
})
