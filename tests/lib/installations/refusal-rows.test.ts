import { expect, test } from 'vitest'
import {
  type ChainRefusal,
  type Meaning,
  type OAuthRefusal,
  oauthRefusals,
  type RestRefusal,
  restRefusals,
} from '#lib/bitrix24/refusals.ts'
import { statusFor } from '#lib/live/portal-news.ts'
import { readPortalNews } from '#lib/live/read-portal-news.ts'
import { later, lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()
type Life = Awaited<ReturnType<typeof lifeOf>>

/** What a portal or server says with a code that has several meanings. */
const words: Readonly<Record<string, string>> = {
  'commercial plans': 'REST API is available only on commercial plans.',
  subscription: 'Subscription has been ended',
  'not installed': 'Application not installed',
  'access denied': 'Access denied',
}
const saying = ({ code, says }: { code: string; says?: RegExp }) => ({
  ...{ error: code, description: says ? (words[says.source] ?? says.source) : '' },
})
const named = ({ code, says }: { code: string; says?: RegExp }) => [code, says?.source].filter(Boolean).join(' ')

/** What everybody who opens the app reads of a portal that refuses all in this sense, employees as well as admins. */
const told: Record<Meaning, string> = {
  closed: 'payment',
  not_installed: 'reauth',
  denied: 'reauth',
  // The pair that it is renewed with is refused as well.
  token: 'reauth',
  query_limit: 'waiting',
  operation_limit: 'waiting',
  moved: 'waiting',
  not_found: 'waiting',
  unreachable: 'waiting',
  other: 'waiting',
}
/** Of a chain whose refresh is refused. What says nothing of the portal is no state of it. */
const toldOfChain: Record<ChainRefusal, string> = {
  closed: 'payment',
  dead: 'reauth',
  gone: 'gone',
  unclear: 'waiting',
}
/** A server that accepts us otherwise, as here, says it of this chain. */
const isOfChain = ({ code }: OAuthRefusal) => code === 'INVALID_CLIENT'

async function standing({ portalId }: Life) {
  const news = (await readPortalNews([portalId])).get(portalId)
  const status = news && statusFor(news, { isAdmin: false, maySee: () => true })
  return [status?.portal, status?.closing]
}

/** A new item is announced, and its confirmation tried. */
async function announce(life: Life): Promise<number> {
  const [itemId = 0] = await life.create({ entityTypeId: 1220 })
  await life.receive({ itemId })
  await life.confirm()
  return itemId
}

/** The refusals have ended, and the time of the next question has come, which nobody waits for at a screen. */
async function passes(life: Life, clock: Parameters<Life['recheck']>[0]): Promise<void> {
  await life.recheck(clock)
  await life.passTime()
  await life.confirm()
}

const unheardOf: RestRefusal = { code: 'ERROR_UNHEARD_OF', meaning: 'other', reach: 'call', page: 'seen' }
/** A method that the portal has paused stays so for a minute, in this process: B2 tells how that ends. */
const rows = [...restRefusals, unheardOf].filter(({ meaning }) => meaning !== 'operation_limit')

test('each refusal of REST is told as its row says, to everybody, and heals without anybody', async () => {
  let life = await lifeOf(core(), 1220)
  const seen: unknown[] = []
  const wanted: unknown[] = []
  for (const [index, row] of rows.entries()) {
    // Before the portal has had all the requests that it takes at once.
    if (index % 6 === 5) life = await lifeOf(core(), 1220)
    await life.fail({ rest: [{ method: '*', kind: 'refuse', refusal: saying(row), times: 1_000 }] })
    const itemId = await announce(life)
    const refused = await standing(life)
    const shown = (await life.feed()).includes(itemId)
    await life.fail({})
    await passes(life, later(120))
    seen.push([named(row), ...refused, shown, await life.status(), (await life.feed()).includes(itemId)])
    wanted.push([named(row), told[row.meaning], row.closing, false, 'ACTIVE', true])
  }
  expect(seen).toEqual(wanted)
})

const newServer: OAuthRefusal = { code: 'ERROR_UNHEARD_OF', meaning: 'unclear', reach: 'ours', page: 'seen' }

test('each refusal of a refresh is told as its row says, and ends with the next question, or with an admin who opens the app', async () => {
  const seen: unknown[] = []
  const wanted: unknown[] = []
  for (const row of [...oauthRefusals, newServer].filter(({ meaning }) => meaning !== 'gone')) {
    const life = await lifeOf(core(), 1220)
    const { memberId } = life
    await core().simulator.setOAuthFault({ kind: 'refuse', refusal: saying(row), memberId, times: 1_000 })
    await life.expireAccess()
    const itemId = await announce(life)
    const refused = await standing(life)
    await core().simulator.clearOAuthFaults(memberId)
    await passes(life, later(1_200))
    const healed = (await life.feed()).includes(itemId)
    await life.launch(await life.form(people.admin))
    await passes(life, later(1_200))
    seen.push([named(row), ...refused, healed, await life.status(), (await life.feed()).includes(itemId)])
    wanted.push([named(row), toldOfChain[isOfChain(row) ? 'dead' : row.meaning], row.closing, true, 'ACTIVE', true])
  }
  expect(seen).toEqual(wanted)
})
