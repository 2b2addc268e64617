import { expect, test } from 'vitest'
import { systemClock } from '#lib/platform/clock.ts'
import { askRights } from '#lib/visibility/ask-rights.ts'
import { marksOf } from '#lib/visibility/known-viewers.ts'
import { recheckRights } from '#lib/visibility/recheck-rights.ts'
import { people } from '../../support/portal-driver.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

/** An employee's item, and what the employee's pages have in common. */
async function employeeOf({ simulator, sql } = core()) {
  const portal = await installCore({ simulator, sql }, 1220)
  const [itemId = 0] = await portal.create({ entityTypeId: 1220, userId: people.employee })
  const [row] = await sql<{ client_endpoint: string }>('select client_endpoint from portal where id = $1', [
    portal.portalId,
  ])
  const { AUTH_ID: accessToken } = await simulator.issueTokens(portal.memberId, { userId: people.employee })
  const alive = {
    ...{ portalId: portal.portalId, userId: people.employee, isAdmin: false, priority: 2 as const },
    ...{ clientEndpoint: row?.client_endpoint ?? '', accessToken, allowPrivate: true },
  }
  const question = { entityTypeId: 1220, itemId, revision: 1n }
  const marks = marksOf(alive)
  const requests = async () => (await portal.requests()).length
  return {
    alive,
    marks,
    dead: { ...alive, accessToken: 'dead-token' },
    requests,
    ask: (viewer: typeof alive) => askRights(viewer, marks, [question], systemClock),
    isVisible: () => marks.items.last(`1220:${itemId}`)?.visible,
  }
}

test('a page whose portal token has died does not take the same viewer’s other pages with it', async () => {
  const { alive, dead, ask, isVisible } = await employeeOf()
  const [refused, ...others] = await Promise.allSettled([ask(dead), ask(alive), ask(alive)])
  expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'unauthorized' } })
  expect(others.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
  expect(isVisible()).toBe(true)
})

test('what several pages of a viewer ask at once is one request', async () => {
  const { alive, ask, requests } = await employeeOf()
  const before = await requests()
  await Promise.all([ask(alive), ask(alive), ask(alive)])
  expect((await requests()) - before).toBe(1)
})

test('a token that the portal has refused is not shown to it again, and the viewer’s next token is not made to wait', async () => {
  const { alive, dead, ask, isVisible, requests } = await employeeOf()
  const before = await requests()
  for (let n = 0; n < 5; n += 1) await expect(ask(dead)).rejects.toMatchObject({ code: 'unauthorized' })
  expect((await requests()) - before).toBe(1)
  await ask(alive)
  expect(isVisible()).toBe(true)
})

test('S1: rights that the portal did not tell are asked about with the next stream, not ten minutes later', async () => {
  const { alive, ask, requests, marks } = await employeeOf()
  await ask(alive)
  const later = () => new Date(Date.now() + 4 * 60_000)
  for (let n = 0; n < 2; n += 1) marks.refuse('unreachable', alive.accessToken, later().getTime())
  await recheckRights(alive, later)
  const before = await requests()
  const soonAfter = () => new Date(later().getTime() + 2_000)
  await recheckRights(alive, soonAfter)
  await recheckRights(alive, soonAfter)
  expect((await requests()) - before).toBe(1)
})
