import { expect, test } from 'vitest'
import { askVisible } from '#lib/visibility/ask-visible.ts'
import { people } from '../../support/portal-driver.ts'
import { installCore, longAgo, runCore } from '../../support/start-core.ts'

const core = runCore()

test('H10: a list shows what the CRM lists of it to this viewer, one that is denied shows nothing, one without an answer decides nothing', async () => {
  const { simulator, sql } = core()
  const portal = await installCore(core(), 1220)
  const own = await portal.create({ entityTypeId: 1220, count: 2, userId: people.employee, ...longAgo })
  const others = await portal.create({ entityTypeId: 1220, count: 2, userId: people.manager, ...longAgo })
  const [row] = await sql<{ endpoint: string }>('select client_endpoint as endpoint from portal where id = $1', [
    portal.portalId,
  ])
  const { AUTH_ID: accessToken } = await simulator.issueTokens(portal.memberId, { userId: people.employee })
  const { portalId, memberId } = portal
  const access = {
    portalId,
    clientEndpoint: row?.endpoint ?? '',
    accessToken,
    priority: 2,
    allowPrivate: true,
  } as const
  const ask = () =>
    askVisible(
      access,
      [...own, ...others].map((itemId) => ({ entityTypeId: 1220, itemId })),
      [],
    )
  const keys = (ids: number[]) => new Set(ids.map((id) => `1220:${id}`))
  const answered = await ask()
  expect(answered).toMatchObject({ isAdmin: false, decided: keys([...own, ...others]) })
  expect(answered.ok && new Set(answered.visible.keys())).toEqual(keys(own))
  const [odd = 0, plain = 0] = own
  await simulator.setFaults(memberId, { garbled: [odd] })
  // The row that cannot be read may be any of those that seem to be missing.
  expect(await ask()).toMatchObject({ decided: keys([plain]) })
  await simulator.setFaults(memberId, { garbled: [], deniedTypes: [1220] })
  expect(await ask()).toMatchObject({ visible: new Map(), decided: keys([...own, ...others]) })
  await simulator.setFaults(memberId, { rest: [{ method: 'crm.item.list', kind: 'error200', times: 10 }] })
  expect(await ask()).toMatchObject({ visible: new Map(), decided: new Set() })
  await simulator.clearFaults(memberId)
})
