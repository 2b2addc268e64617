import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { silentSettings } from '#lib/notify/notify-rule.ts'
import { told } from '#lib/visibility/told.ts'
import type { ItemChangesInput, RightsInput } from '../../simulator/control-input.ts'
import { Stage } from '../interleavings/stage.ts'
import type { FeedClient } from '../support/feed-client.ts'
import type { FeedStream } from '../support/feed-stream.ts'
import { createPortal, type PortalDriver, people } from '../support/portal-driver.ts'

// Instances of the app as threads, so that the minutes pass for which an answer of the CRM is believed.
let stage: Stage
beforeAll(async () => {
  stage = await Stage.start()
})
afterAll(() => stage.close())

const soon = { interval: 50 }
const types = [1220, 177, 147] as const
/** An admin who is none later. */
const deputy = 12

type Row = { id: number; title: string; stage: { id: string } | null; assignedBy: { id: number } }
type By = (typeof told)[number]['by']

/** What the CRM has shown to one person so far, and what an open type showed to everybody. */
class Shown {
  readonly #marks = new Set<string>()
  readonly #states = new Set<string>()
  readonly #types = new Set<number>()

  note(entityTypeId: number, rows: readonly Row[]): void {
    this.#types.add(entityTypeId)
    this.#marks.add(`mark-type-${entityTypeId}`)
    for (const { id, title, stage, assignedBy } of rows) {
      const key = `${entityTypeId}:${id}`
      for (const mark of marksIn(title)) this.#marks.add(mark)
      for (const state of [`title ${title}`, `stage ${stage?.id ?? null}`, `of ${assignedBy.id}`])
        this.#states.add(`${key} ${state}`)
    }
  }

  /** What of an answer the CRM never showed. */
  beyond(text: string): string[] {
    const named = [...text.matchAll(/"entityTypeId":(\d+)/g)].map(([, type]) => Number(type))
    return [
      ...marksIn(text).filter((mark) => !this.#marks.has(mark)),
      ...named.filter((type) => !this.#types.has(type)).map((type) => `type ${type}`),
      ...statesIn(text).filter((state) => !this.#states.has(state)),
    ]
  }
}

const marksIn = (text: string) => text.match(/mark-[a-z0-9-]+/g) ?? []

/** Every value of every item in a JSON text, the former ones too. */
function statesIn(text: string): string[] {
  const states: string[] = []
  JSON.parse(text.startsWith('{') || text.startsWith('[') ? text : '[]', (_, value) => {
    if (typeof value !== 'object' || value === null || !('itemId' in value && 'position' in value)) return value
    const { id, title, stage, assignedTo, changes } = value as FeedItem
    states.push(`${id} title ${title}`, `${id} stage ${stage?.id ?? null}`, `${id} of ${assignedTo?.id}`)
    if (changes?.title) states.push(`${id} title ${changes.title.from}`)
    if (changes?.stage) states.push(`${id} stage ${changes.stage.from?.id ?? null}`)
    if (changes?.assignedTo) states.push(`${id} of ${changes.assignedTo.from?.id}`)
    return value
  })
  return states
}

/** What the CRM's own pages show somebody of a type; null where they show no such type. */
async function listAs(portal: PortalDriver, userId: number, entityTypeId: number): Promise<Row[] | null> {
  const path = `/portal-api/items?entityTypeId=${entityTypeId}&limit=200`
  const response = await fetch(`${portal.origin}${path}`, { headers: { cookie: `portal_user=${userId}` } })
  return response.ok ? ((await response.json()) as { items: Row[] }).items : null
}

/** One person with an open page. */
class Person {
  readonly userId: number
  readonly client: FeedClient
  readonly stream: FeedStream
  readonly shown = new Shown()
  readonly #portal: PortalDriver

  private constructor(portal: PortalDriver, userId: number, client: FeedClient, stream: FeedStream) {
    this.#portal = portal
    this.userId = userId
    this.client = client
    this.stream = stream
  }

  static async open(portal: PortalDriver, userId: number): Promise<Person> {
    const client = await portal.viewer(userId)
    const stream = await client.stream()
    onTestFinished(() => stream.cut())
    return new Person(portal, userId, client, stream)
  }

  /** What the CRM shows this person now, on its own pages. */
  async look(): Promise<void> {
    for (const entityTypeId of types) {
      const rows = await listAs(this.#portal, this.userId, entityTypeId)
      if (rows) this.shown.note(entityTypeId, rows)
    }
  }

  /** Every byte that this person is told now, by the list of all that is told. */
  async collect(): Promise<Record<string, string>> {
    const get = async (path: string) => {
      const response = await this.client.request(path)
      const text = await response.text()
      // Rather than rows that the CRM has not decided, an answer may be refused.
      if (response.status !== 503) expect([path, response.status, text]).toEqual([path, 200, text])
      return response.status === 200 ? text : ''
    }
    const all = async (paths: readonly string[]) =>
      `[${(await Promise.all(paths.map(get))).map((text) => text || 'null').join(',')}]`
    const ways: Partial<Record<By, () => Promise<string>>> = {
      'GET /api/feed': () =>
        all([
          '/api/feed?limit=100',
          '/api/feed?q=mark&limit=100',
          ...types.map((type) => `/api/feed?entityTypeId=${type}`),
        ]),
      'GET /api/feed/changes': () => get('/api/feed/changes?since=0'),
      'GET /api/feed/stream': async () => JSON.stringify(this.stream.events.map(({ data }) => data)),
      'GET /api/feed/export': () => get('/api/feed/export').catch(() => ''),
      'GET /api/feed/unread': () => get('/api/feed/unread'),
      'GET /api/watches': () => get('/api/watches'),
      'GET /api/activity': () => get('/api/activity?bucket=day'),
      'GET /api/insight': () => get('/api/insight'),
      'GET /api/cards': () => get('/api/cards?items=147:1,1220:1'),
      'GET /api/stages': () => all(types.map((type) => `/api/stages?entityTypeId=${type}&stageId=DT1220_3:NEW`)),
      'GET /api/people': () => get('/api/people'),
      'GET /api/pipelines': () => get('/api/pipelines'),
      'GET /api/preferences': () => get('/api/preferences'),
      'Bitrix24’s bell': async () =>
        JSON.stringify(
          (await stage.simulator.notifications(this.#portal.memberId)).filter(({ userId }) => userId === this.userId),
        ),
    }
    const kept: readonly string[] = ['item', 'former', 'removed', 'type', 'count', 'head', 'own', 'portal']
    const missing = told.filter(({ by, right }) => kept.includes(right) && !by.startsWith('P') && !ways[by])
    expect(missing).toEqual([])
    const answers: Record<string, string> = {}
    for (const [by, way] of Object.entries(ways)) answers[by] = await way()
    return answers
  }
}

/** A portal whose people are told things while its rights change under them. */
async function begin() {
  const { simulator } = stage
  const surroundings = { app: stage.app, simulator, sql: stage.sql.bind(stage) }
  // With the limits of a large plan: the persons ask more in a minute than people do in hours.
  const portal = await createPortal(surroundings, { license: 'en_ent250' })
  const { memberId } = portal
  for (const type of types) await simulator.renameType(memberId, type, `mark-type-${type}`)
  const admin = await portal.ready(1220, 177, { entityTypeId: 147, visibility: 'portal' })
  const grant = (input: RightsInput) => simulator.setRights(memberId, input)
  await grant({ userId: people.employee, crm: 'own', deniedTypes: [177] })
  await grant({ userId: deputy, admin: true, crm: 'own' })
  const persons = {
    gainer: await Person.open(portal, people.employee),
    loser: await Person.open(portal, people.manager),
    deputy: await Person.open(portal, deputy),
  }
  const all = Object.values(persons)
  let openTypes: readonly number[] = [147]
  /** Whatever is told from here on: nothing may go beyond what the CRM has shown to that person by now. */
  const look = async () => {
    for (const person of all) await person.look()
    for (const entityTypeId of openTypes) {
      const rows = await listAs(portal, people.admin, entityTypeId)
      for (const person of all) person.shown.note(entityTypeId, rows ?? [])
    }
  }
  const judge = async (when: string) => {
    const judged = Object.entries(persons).map(async ([name, person]) => {
      for (const [by, text] of Object.entries(await person.collect())) {
        expect({ when, name, by, beyond: person.shown.beyond(text) }).toEqual({ when, name, by, beyond: [] })
      }
    })
    await Promise.all(judged)
  }
  return {
    ...{ portal, admin, persons, grant },
    /** Does something in the CRM, and looks at what everybody is told at once, before the app has heard of it. */
    step: async (when: string, act: () => Promise<unknown>) => {
      await act()
      await look()
      await judge(when)
    },
    judge,
    create: async (entityTypeId: number, title: string, userId: number = people.manager) =>
      (await portal.create({ entityTypeId, title, userId }))[0] ?? 0,
    change: (entityTypeId: number, itemId: number, changes: ItemChangesInput) =>
      simulator.updateItem(memberId, entityTypeId, itemId, changes),
    open: async (...wanted: Parameters<FeedClient['watch']>) => {
      await admin.watch(...wanted)
      openTypes = wanted.flatMap((watch) =>
        typeof watch !== 'number' && watch.visibility === 'portal' ? [watch.entityTypeId] : [],
      )
    },
    titleOf: async (client: FeedClient, entityTypeId: number, itemId: number) =>
      (await client.item(entityTypeId, itemId).catch(() => undefined))?.title,
  }
}

test('T1: every byte that a viewer is told is one that the CRM had shown to that viewer by then, while rights come and go', {
  timeout: 240_000,
}, async () => {
  const { portal, admin, persons, grant, step, judge, create, change, open, titleOf } = await begin()
  const { gainer, loser } = persons
  const { memberId } = portal
  const ids = { plan: 0, contract: 0, visit: 0 }
  const recorded = (type: number, id: number, title: string) =>
    expect.poll(() => titleOf(admin, type, id), { ...soon, message: title }).toBe(title)

  await step('items of others', async () => {
    ids.plan = await create(1220, 'mark-plan-1')
    ids.contract = await create(177, 'mark-contract-1')
    ids.visit = await create(147, 'mark-visit-1')
  })
  await recorded(1220, ids.plan, 'mark-plan-1')
  await recorded(177, ids.contract, 'mark-contract-1')
  await judge('recorded')

  await step('renamed, reassigned and moved, and the event is lost', async () => {
    const plan = { title: 'mark-plan-2', assignedById: people.employee, stageId: 'DT1220_3:PREPARATION' }
    await change(1220, ids.plan, { ...plan, announce: false })
    // Minutes later the CRM is asked again.
    await stage.ageAnswers(memberId)
  })
  await expect.poll(() => titleOf(gainer.client, 1220, ids.plan), soon).toBe('mark-plan-2')
  await expect.poll(() => gainer.stream.items.at(-1)?.title, soon).toBe('mark-plan-2')
  await judge('read anew')

  await step('taken away and renamed', () =>
    change(1220, ids.plan, { title: 'mark-plan-3', assignedById: people.manager }),
  )
  await recorded(1220, ids.plan, 'mark-plan-3')
  await judge('taken away')
  await step('renamed once more while hidden', () =>
    change(1220, ids.plan, { title: 'mark-plan-4', assignedById: people.admin }),
  )
  await recorded(1220, ids.plan, 'mark-plan-4')
  await step('given back', () => change(1220, ids.plan, { title: 'mark-plan-5', assignedById: people.employee }))
  await expect.poll(() => gainer.stream.items.at(-1)?.title, soon).toBe('mark-plan-5')
  await judge('given back, and heard of')

  await step('a type is opened', async () => {
    await change(177, ids.contract, { title: 'mark-contract-2' })
    await recorded(177, ids.contract, 'mark-contract-2')
    await open(1220, { entityTypeId: 177, visibility: 'portal' }, { entityTypeId: 147, visibility: 'portal' })
  })
  await expect.poll(() => titleOf(gainer.client, 177, ids.contract), soon).toBe('mark-contract-2')
  await judge('opened')
  await step('and closed', () => open(1220, 177, { entityTypeId: 147, visibility: 'portal' }))
  await step('what changes then', () => change(177, ids.contract, { title: 'mark-contract-3' }))
  await recorded(177, ids.contract, 'mark-contract-3')
  await judge('closed')
  await expect
    .poll(async () => (await gainer.client.watches()).map(({ entityTypeId }) => entityTypeId))
    .toEqual([1220, 147])
  expect((await gainer.client.call('POST', '/api/feed/seen', { entityTypeId: 177, revision: '1' })).status).toBe(404)

  await step('a viewer loses every right', () => grant({ userId: people.manager, crm: 'none', deniedTypes: [177] }))
  await step('what is called otherwise then', async () => {
    await change(1220, ids.plan, { title: 'mark-plan-6' })
    await change(177, ids.contract, { title: 'mark-contract-4' })
  })
  await recorded(1220, ids.plan, 'mark-plan-6')
  await recorded(177, ids.contract, 'mark-contract-4')
  await judge('lost')
  await stage.ageAnswers(memberId)
  await judge('lost, minutes later')
  expect((await loser.client.watches()).map(({ entityTypeId }) => entityTypeId)).toEqual([1220, 147])
  expect((await loser.client.feed()).items.map(({ entityTypeId }) => entityTypeId)).toEqual([147])

  await step('an admin is none any more', () => grant({ userId: deputy, admin: false, deniedTypes: [177] }))
  await stage.ageAnswers(memberId)
  await step('what is made then', async () => {
    ids.plan = await create(1220, 'mark-plan-7')
    await change(177, ids.contract, { title: 'mark-contract-5' })
  })
  await recorded(1220, ids.plan, 'mark-plan-7')
  await recorded(177, ids.contract, 'mark-contract-5')
  await judge('demoted')
  const numbers = { itemCount: null, lastItemAt: null, checkpointItemId: null, sweptAt: null }
  for (const watch of await persons.deputy.client.watches()) {
    expect(watch).toMatchObject(numbers)
    expect(watch).not.toHaveProperty('renewedAt')
  }
  expect(persons.deputy.stream.statuses.at(-1)?.announced).toBeTypeOf('boolean')

  await step('a viewer is given a type', () => grant({ userId: people.employee, crm: 'all', deniedTypes: [] }))
  await stage.ageAnswers(memberId)
  await expect.poll(() => titleOf(gainer.client, 177, ids.contract), soon).toBe('mark-contract-5')
  await judge('given')
  expect((await gainer.client.watches()).map(({ entityTypeId }) => entityTypeId)).toEqual([1220, 147, 177])
  expect((await gainer.client.item(177, ids.contract))?.changes).toBeNull()
})

test('T1: a bell tells of items as they are, of types that are open when it rings', async () => {
  const { portal, persons, step, create, change, open, judge } = await begin()
  await stage.sql(
    `insert into viewer_state (portal_id, user_id, preferences) select id, $2, $3::jsonb from portal where member_id = $1
     on conflict (portal_id, user_id) do update set preferences = excluded.preferences`,
    [
      portal.memberId,
      people.employee,
      JSON.stringify({
        notify: {
          ...{ ...silentSettings, bell: true },
          rules: [{ id: 'all', entityTypeId: null, stageId: null, createdById: null, minAmount: null, words: '' }],
        },
      }),
    ],
  )
  const look = () =>
    stage.sql(`select pg_notify('smart_process_feed', 'jobs:' || id)::text from portal where member_id = $1`, [
      portal.memberId,
    ])
  await look()
  await expect
    .poll(async () => {
      await look()
      return (await stage.sql('select 1 from bell_cursor')).length
    }, soon)
    .toBeGreaterThan(0)
  await step('closed before it rings', async () => {
    const itemId = await create(177, 'mark-contract-1')
    await change(177, itemId, { title: 'mark-contract-2' })
    await create(147, 'mark-visit-1')
    await open(1220, 177, { entityTypeId: 147, visibility: 'portal' })
  })
  await expect
    .poll(async () => {
      await look()
      return (await persons.gainer.collect())['Bitrix24’s bell']
    }, soon)
    .toContain('mark-visit-1')
  await judge('rung')
})
