import { expect, test } from 'vitest'
import { diagnose } from '#lib/insight/diagnose.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { address, later, lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()
const madeUp = 'f'.repeat(32)

/** A portal whose application token is known, and that token. */
async function introduced() {
  const life = await lifeOf(core(), 1220)
  const { applicationToken } = await life.view()
  expect(await life.introduce({ applicationToken, accessToken: await life.tokenOf(people.admin) })).toBe('ignored')
  return { life, applicationToken }
}

test.each(['ONAPPINSTALL', 'ONAPPUPDATE'])(
  'T4: an employee who is no admin never sets the application token by %s, also where none is known',
  async (event) => {
    const life = await lifeOf(core(), 1220)
    const { applicationToken } = await life.view()
    for (const userId of [people.manager, people.employee, people.outsider]) {
      const accessToken = await life.tokenOf(userId)
      expect(await life.introduce({ event, applicationToken: madeUp, accessToken })).toBe('not_proved')
    }
    expect(await life.hears(madeUp)).toBe('not_proved')
    const accessToken = await life.tokenOf(people.admin)
    expect(await life.introduce({ event, applicationToken, accessToken })).toBe('ignored')
    const own = await life.tokenOf(people.employee)
    expect(await life.introduce({ event, applicationToken: madeUp, accessToken: own })).toBe('not_proved')
    expect([await life.hears(applicationToken), await life.hears(madeUp)]).toEqual(['received', 'not_proved'])
  },
)

test('T4: an employee who opens the app never sets the application token, also where none is known', async () => {
  const life = await lifeOf(core(), 1220)
  await life.launch(await life.form(people.employee, { APPLICATION_TOKEN: madeUp }))
  expect(await life.hears(madeUp)).toBe('not_proved')
  const { applicationToken } = await life.view()
  await life.launch(await life.form(people.admin))
  expect(await life.hears(applicationToken)).toBe('received')
  await life.launch(await life.form(people.employee, { APPLICATION_TOKEN: madeUp }))
  expect([await life.hears(applicationToken), await life.hears(madeUp)]).toEqual(['received', 'not_proved'])
})

test.each(['ONAPPINSTALL', 'ONAPPUPDATE'])(
  'T13: %s is believed only for an access token that the OAuth server proves to be of this portal',
  async (event) => {
    const life = await lifeOf(core(), 1220)
    const other = await lifeOf(core(), 1220)
    await life.launch(await life.form(people.admin))
    const { applicationToken } = await life.view()
    const expired = await life.tokenOf(people.admin, 1)
    await core().simulator.expireTokens(life.memberId)
    for (const accessToken of ['made up', await other.tokenOf(people.admin), expired])
      expect(await life.introduce({ event, applicationToken: madeUp, accessToken })).toBe('not_proved')
    expect([await life.hears(applicationToken), await life.hears(madeUp)]).toEqual(['received', 'not_proved'])
  },
)

const ways: [string, (life: Awaited<ReturnType<typeof lifeOf>>, applicationToken: string) => Promise<unknown>][] = [
  [
    'ONAPPINSTALL',
    async (life, applicationToken) =>
      life.introduce({ applicationToken, accessToken: await life.tokenOf(people.admin) }),
  ],
  [
    'ONAPPUPDATE',
    async (life, applicationToken) =>
      life.introduce({ event: 'ONAPPUPDATE', applicationToken, accessToken: await life.tokenOf(people.admin) }),
  ],
  ['the launch of an admin', async (life) => life.launch(await life.form(people.admin))],
  ['the installer', async (life) => life.runInstaller(await life.form(people.admin))],
]

test.each(ways)('a renewed application token is learnt from %s, and the old one is refused', async (_, learn) => {
  const { life, applicationToken: before } = await introduced()
  const { applicationToken } = await core().simulator.renewApplicationToken(life.memberId)
  expect([await life.hears(before), await life.hears(applicationToken)]).toEqual(['received', 'not_proved'])
  await learn(life, applicationToken)
  expect([await life.hears(before), await life.hears(applicationToken)]).toEqual(['not_proved', 'received'])
})

test('the old application token is refused from the very event after the renewal', async () => {
  const { life, applicationToken: before } = await introduced()
  const old = { itemId: 7, applicationToken: before }
  await core().simulator.renewApplicationToken(life.memberId)
  const form = await life.form(people.admin)
  expect(await life.send(old)).toBe('received')
  await life.launch(form)
  expect(await life.send(old)).toBe('not_proved')
})

test.each(['NEW', 'ACTIVE', 'REAUTH_REQUIRED', 'PAYMENT_REQUIRED'])(
  'a renewed application token is learnt from ONAPPINSTALL while the installation is %s',
  async (status) => {
    const { life } = await introduced()
    await core().sql(`update installation set status = $2::installation_status where portal_id = $1`, [
      life.portalId,
      status,
    ])
    const { applicationToken } = await core().simulator.renewApplicationToken(life.memberId)
    const accessToken = await life.tokenOf(people.admin)
    expect(await life.introduce({ applicationToken, accessToken })).toBe('ignored')
    expect(await life.hears(applicationToken)).toBe('received')
    expect(await life.status()).toBe(status)
  },
)

test('nothing introduces an application token to a portal that has uninstalled the app', async () => {
  const { life, applicationToken } = await introduced()
  await core().sql(
    `update installation set status = 'UNINSTALLED', application_token_digest = null where portal_id = $1`,
    [life.portalId],
  )
  const accessToken = await life.tokenOf(people.admin)
  const before = await life.questions()
  expect(await life.introduce({ applicationToken, accessToken })).toBe('not_proved')
  expect(await life.questions()).toBe(before)
})

test('a form from before a renewal that is sent again puts no old application token back, whoever brought the new one', async () => {
  for (const [, learn] of ways) {
    const { life, applicationToken: before } = await introduced()
    const old = await life.form(people.admin)
    await life.launch(old)
    const oldAccess = await life.tokenOf(people.admin)
    const { applicationToken } = await core().simulator.renewApplicationToken(life.memberId)
    await learn(life, applicationToken)
    await life.launch(old)
    expect(await life.introduce({ applicationToken: before, accessToken: oldAccess })).toBe('not_proved')
    expect([await life.hears(before), await life.hears(applicationToken)]).toEqual(['not_proved', 'received'])
  }
})

test('a portal that goes back to a former application token is believed by the next form of an admin', async () => {
  const { life, applicationToken: before } = await introduced()
  await core().simulator.renewApplicationToken(life.memberId)
  await life.launch(await life.form(people.admin))
  await core().sql(
    `update installation set application_token_at = now() - interval '10 minutes' where portal_id = $1`,
    [life.portalId],
  )
  await life.launch(await life.form(people.admin, { APPLICATION_TOKEN: before }))
  expect(await life.hears(before)).toBe('received')
})

test('two admins at once, of whom one brings the old application token, end with the new one', async () => {
  const { life, applicationToken: before } = await introduced()
  await core().simulator.setRights(life.memberId, { userId: people.manager, admin: true })
  const old = await life.form(people.manager)
  const { applicationToken } = await core().simulator.renewApplicationToken(life.memberId)
  const launches = await Promise.all([old, old, await life.form(people.admin), await life.form(people.admin)])
  await Promise.all(launches.map((form) => life.launch(form)))
  expect([await life.hears(before), await life.hears(applicationToken)]).toEqual(['not_proved', 'received'])
})

test('a flood of made-up introductions costs a bounded number of questions, and does not keep the real one from being taken', async () => {
  const { life } = await introduced()
  const { applicationToken } = await core().simulator.renewApplicationToken(life.memberId)
  const accessToken = await life.tokenOf(people.admin)
  let passedSeconds = 0
  const clock = () => later(passedSeconds)()
  const flood = async (from: string) => {
    for (let n = 0; n < 100; n += 1)
      await life.introduce({ applicationToken: madeUp, accessToken: `made up ${from} ${n}` }, { from, clock })
  }
  const asked = async () => (await core().simulator.oauthLog()).filter(({ endpoint }) => endpoint === 'app.info').length
  const before = await asked()
  await flood(address.stranger)
  expect((await asked()) - before).toBeLessThanOrEqual(11)
  // From another address at once.
  expect(await life.introduce({ applicationToken, accessToken }, { from: address.bitrix24, clock })).toBe('ignored')
  expect(await life.hears(applicationToken)).toBe('received')
  // Behind the same address in its turn.
  const next = await core().simulator.renewApplicationToken(life.memberId)
  await flood(address.bitrix24)
  const late = { applicationToken: next.applicationToken, accessToken: await life.tokenOf(people.admin) }
  expect(await life.introduce(late, { clock })).toBe('too_many')
  passedSeconds = 30
  await expect.poll(() => life.hears(next.applicationToken)).toBe('received')
})

test('T2: an employee whose forms name made-up application tokens has the portal asked a bounded number of times', async () => {
  const { life } = await introduced()
  const asked = async () =>
    (await core().simulator.restLog(life.memberId)).filter(({ userId }) => userId === people.employee).length
  for (let n = 0; n < 30; n += 1)
    await life.launch(await life.form(people.employee, { APPLICATION_TOKEN: `${madeUp}${n}` }))
  expect(await asked()).toBeLessThanOrEqual(7)
  // And no one else is held up by it.
  const { applicationToken } = await core().simulator.renewApplicationToken(life.memberId)
  await life.launch(await life.form(people.admin))
  expect(await life.hears(applicationToken)).toBe('received')
})

test('events that are refused for their application token are counted and told to the admin, until the token is learnt', async () => {
  const { life } = await introduced()
  await life.runInstaller(await life.form(people.admin))
  const accessToken = await life.tokenOf(people.admin)
  const { origin } = await life.view()
  const admin = {
    ...{ portalId: life.portalId, clientEndpoint: `${origin}/rest`, accessToken, userId: people.admin },
    ...{ priority: 0 as const, allowPrivate: true, isAdmin: true },
  }
  const report = () => diagnose(admin, { item: null, userId: null }, systemClock)
  expect((await report()).installation).toMatchObject({ condition: 'ok', unproved: { count: 0, lastAt: null } })
  const { applicationToken } = await core().simulator.renewApplicationToken(life.memberId)
  for (let n = 0; n < 3; n += 1) expect(await life.hears(applicationToken)).toBe('not_proved')
  await expect.poll(async () => (await report()).installation.unproved.count).toBe(3)
  const told = await report()
  expect(told.installation).toMatchObject({ condition: 'refused', unproved: { lastAt: expect.any(String) } })
  expect(told.steps).toContain('introduce')
  expect(told.queue.refused).toBe(3)
  await life.launch(await life.form(people.admin))
  const healed = await report()
  expect(healed.installation).toMatchObject({ condition: 'ok', unproved: { count: 3, lastAt: null } })
  expect(healed.steps).not.toContain('introduce')
})
