import { expect, test } from 'vitest'
import { restBudget } from '#lib/bitrix24/rest-budget.ts'
import { installPortal } from '#lib/installations/install-portal.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { markUninstalled } from '#lib/portals/mark-uninstalled.ts'
import { proveToken } from '#lib/sessions/prove-token.ts'
import { people } from '../../support/portal-driver.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

/** A portal that has the app, and how its people open the installer. */
async function makePortal() {
  const { simulator, sql } = core()
  const portal = await installCore(core(), 1220)
  const { memberId, portalId } = portal
  const { domain } = await simulator.portal(memberId)
  const before = (await portal.requests()).length
  const formOf = async (userId: number) => {
    const { AUTH_ID: accessToken, REFRESH_ID: refreshToken } = await simulator.issueTokens(memberId, { userId })
    return {
      ...{
        accessToken,
        refreshToken,
        expiresInSeconds: 3_600,
        memberId,
        domain,
        secure: false,
        openedBy: null,
        language: 'en',
      },
      ...{ applicationToken: null },
    }
  }
  type Form = Awaited<ReturnType<typeof formOf>>
  return {
    portalId,
    formOf,
    submit: async (form: Form) => installPortal(form, await proveToken(form), systemClock),
    asked: async () => (await portal.requests()).length - before,
    budget: async () => {
      const [row] = await sql<{ tokens: number }>('select tokens from rest_budget where portal_id = $1', [portalId])
      return row?.tokens ?? Number.NaN
    },
    fillBudget: () =>
      sql('update rest_budget set tokens = burst, counted_at = now(), per_second = 0.001 where portal_id = $1', [
        portalId,
      ]),
    remove: async () => {
      const [row] = await sql<{ version: number }>(
        'update installation set uninstall_clean = false where portal_id = $1 returning token_version as version',
        [portalId],
      )
      await markUninstalled({ portalId, tokenVersion: row?.version ?? -1 }, false, new Date())
    },
    status: async () => {
      const [row] = await sql<{ status: string }>('select status from installation where portal_id = $1', [portalId])
      return row?.status
    },
  }
}

const noAdmin = { code: 'admin_only' }

test('T2: an employee who loops the installer of a portal that has the app costs it one request while its "no" is fresh', async () => {
  const { formOf, submit, asked } = await makePortal()
  const form = await formOf(people.employee)
  for (let n = 0; n < 8; n += 1) await expect(submit(form)).rejects.toMatchObject(noAdmin)
  expect(await asked()).toBe(1)
})

test('T2: what the installer asks a portal that has the app counts on the portal’s budget', async () => {
  const { formOf, submit, budget, fillBudget } = await makePortal()
  const forms = await Promise.all(Array.from({ length: 20 }, () => formOf(people.employee)))
  // The first answer tells the plan, and with it the limits.
  await expect(submit(await formOf(people.manager))).rejects.toMatchObject(noAdmin)
  await fillBudget()
  const full = await budget()
  await Promise.all(forms.map((form) => expect(submit(form)).rejects.toMatchObject(noAdmin)))
  expect(await budget()).toBeLessThan(full - 15)
})

test('T2: an employee whose share of the portal’s requests is used up gets no more of them through the installer', async () => {
  const { portalId, formOf, submit, asked } = await makePortal()
  const { queue } = restBudget({ portalId })
  const wish = { userId: people.employee, withinMs: 40_000 }
  for (let n = 0; n < 50; n += 1) void queue.take(2, wish).catch(() => undefined)
  await expect(submit(await formOf(people.employee))).rejects.toMatchObject({ code: 'unavailable' })
  expect(await asked()).toBe(0)
  await queue.take(1, { withinMs: 5_000 })
})

test('an admin installs anew over an installation, and after an uninstall', async () => {
  const { formOf, submit, portalId, remove, status } = await makePortal()
  const form = await formOf(people.admin)
  expect(await submit(form)).toMatchObject({ portalId })
  expect(await submit(form)).toMatchObject({ portalId })
  await remove()
  expect(await status()).toBe('UNINSTALLED')
  expect(await submit(await formOf(people.admin))).toMatchObject({ portalId })
  expect(await status()).not.toBe('UNINSTALLED')
})
