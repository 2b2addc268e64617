import { expect, test } from 'vitest'
import { later, lifeOf } from '../../support/core-life.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()

async function renamed() {
  const life = await lifeOf(core(), 1220)
  const { origin } = await core().simulator.rename(life.memberId)
  const [itemId = 0] = await life.create({ entityTypeId: 1220 })
  await life.receive({ itemId })
  return { life, domain: new URL(origin).host, itemId }
}

async function domainOf({ portalId }: { portalId: string }) {
  const [portal] = await core().sql<{ domain: string }>('select domain from portal where id = $1', [portalId])
  return portal?.domain
}

test('a renamed portal is followed although nobody opens the app: the OAuth server says where it is', async () => {
  const { life, domain, itemId } = await renamed()
  await life.confirm()
  expect(await life.feed()).toContain(itemId)
  expect(await domainOf(life)).toBe(domain)
})

test('a redirect alone moves nothing, and the OAuth server is asked about it once in a while', async () => {
  const { life, domain } = await renamed()
  await core().simulator.setOAuthFault({ kind: 'down', times: 100, memberId: life.memberId })
  const log = (await core().simulator.restLog(life.memberId)).length
  const questions = await life.questions('app.info')
  for (let tries = 0; tries < 5; tries += 1) {
    await life.passTime()
    await life.confirm()
  }
  expect(await domainOf(life)).not.toBe(domain)
  expect((await core().simulator.restLog(life.memberId)).length).toBe(log)
  expect((await life.questions('app.info')) - questions).toBe(1)
})

test('a portal that was renamed while it was closed is found where it is now', async () => {
  const life = await lifeOf(core(), 1220)
  await core().simulator.setClosed(life.memberId, 'plan')
  await life.receive({ itemId: 1 })
  await life.confirm()
  expect(await life.status()).toBe('PAYMENT_REQUIRED')
  await core().simulator.rename(life.memberId)
  await core().simulator.setClosed(life.memberId, null)
  expect(await life.recheck(later(120))).toBe('healed')
})
