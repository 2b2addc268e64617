import { setTimeout as sleep } from 'node:timers/promises'
import type { FeedClient } from '../support/feed-client.ts'
import type { PortalDriver } from '../support/portal-driver.ts'
import { CheckedViewer, type Finding } from './checker-viewer.ts'

const people = { manager: 7, employee: 9, outsider: 11 } as const
const SETTLE_WITHIN_MS = 60_000
/** By then the CRM has been asked what it showed at that moment. */
const RIPE_MS = 2_000
/** How long an answer of the CRM is kept for a viewer: rights that change without any change of the item. */
const KEPT_MS = 185_000
/** A page that is open for long: its stream is cut and resumed, with a new session. */
const REOPEN_EVERY_MS = 120_000

export type CheckResult = {
  viewers: { name: string; events: number; bytes: number; may: number }[]
  changes: number
  seconds: number
  excess: Finding[]
  missing: Finding[]
  leftOver: Finding[]
}

/** A portal under test: its driver, one type that is watched and was empty, and what its CRM is made to do. */
export type CheckedPortal = {
  driver: PortalDriver
  entityTypeId: number
  create(userId: number, title: string): Promise<number>
  update(itemId: number, changes: { assignedById?: number; title?: string }): Promise<unknown>
  remove(itemId: number): Promise<unknown>
  setRights(userId: number, crm: 'all' | 'own' | 'none'): Promise<unknown>
}

export type Traffic = {
  /** Over all portals. */
  changes: number
  /** Of each portal, or as fast as it goes where that is slower. */
  perSecond: number
  /** Every so many changes of a portal the rights of one person change instead. */
  rightsEvery: number
  /** What an event may take until its change is seen, on a busy machine. */
  behindMs: number
}

/**
 * Lets the portals live through `traffic`, and compares every byte that each viewer receives at each instance with what the
 * CRM itself shows that viewer.
 */
export async function runChecker(
  portals: CheckedPortal[],
  instances: string[],
  traffic: Traffic,
  tell: (line: string) => void = () => {},
): Promise<CheckResult> {
  const worlds = await Promise.all(portals.map((portal) => openWorld(portal, instances)))
  const viewers = worlds.flatMap((world) => [...world.viewers.values()].flat())
  const startedAt = Date.now()
  const counted = { changes: 0, isOver: false }
  const following = setInterval(() => {
    for (const viewer of viewers) viewer.readStream()
  }, 50)
  const readAs = async (viewer: CheckedViewer) => {
    for (; !counted.isOver; await sleep(1_000)) {
      await viewer.readAnswers()
      viewer.judge(Date.now() - RIPE_MS, traffic.behindMs)
      tell(`${counted.changes} changes, ${viewers.flatMap(({ excess }) => excess).length} in excess`)
    }
  }
  const live = async () => {
    await Promise.all(worlds.map((world) => liveThrough(world, traffic, worlds.length, () => (counted.changes += 1))))
    counted.isOver = true
  }
  const reopen = async () => {
    for (let at = Date.now(); !counted.isOver; await sleep(500)) {
      if (Date.now() - at < REOPEN_EVERY_MS) continue
      at = Date.now()
      for (const world of worlds) await reopenAll(world, instances)
    }
  }
  await Promise.all([live(), reopen(), ...viewers.map(readAs)])
  for (const world of worlds) await reopenAll(world, instances)
  const seconds = Math.round((Date.now() - startedAt) / 1_000)
  // Rights that changed of late may be followed that much later; the verdict waits for them.
  await sleep(Math.max(0, ...viewers.map((viewer) => viewer.rights.settlesAt - Date.now())))
  const compared = await settle(viewers, Date.now() + SETTLE_WITHIN_MS)
  clearInterval(following)
  for (const viewer of viewers) viewer.judge(Number.POSITIVE_INFINITY, traffic.behindMs)
  await Promise.all(viewers.map((viewer) => viewer.close()))
  return {
    viewers: viewers.map(({ name, events, bytes, rights }) => ({ name, events, bytes, may: rights.due.length })),
    changes: counted.changes,
    seconds,
    excess: viewers.flatMap((viewer) => viewer.excess),
    missing: compared.flatMap(({ missing }) => missing),
    leftOver: compared.flatMap(({ leftOver }) => leftOver),
  }
}

/** Until nothing is missing or left over. While a portal's budget is used up, its lists are unavailable: asked again. */
async function settle(viewers: CheckedViewer[], deadline: number) {
  for (;;) {
    const compared = await Promise.all(viewers.map((viewer) => viewer.compare().catch(() => null)))
    const answered = compared.filter((one) => one !== null)
    const isClean = answered.every(({ missing, leftOver }) => missing.length + leftOver.length === 0)
    const isOver = Date.now() > deadline
    if (isOver && answered.length < viewers.length) throw new Error('A list is still unavailable.')
    if (isOver || (isClean && answered.length === viewers.length)) return answered
    await sleep(2_000)
  }
}

type World = {
  portal: CheckedPortal
  viewers: Map<number, CheckedViewer[]>
  alive: number[]
}

async function openWorld(portal: CheckedPortal, instances: string[]): Promise<World> {
  const viewers = new Map<number, CheckedViewer[]>()
  for (const [role, userId] of Object.entries(people)) {
    const client: FeedClient = await portal.driver.viewer(userId)
    const checked = instances.map(async (url, n) => {
      const at = client.at(url)
      return new CheckedViewer(`${portal.driver.domain} ${role} at ${n + 1}`, at, await at.stream())
    })
    viewers.set(userId, await Promise.all(checked))
  }
  return { portal, viewers, alive: [] }
}

async function reopenAll({ portal, viewers }: World, instances: string[]): Promise<void> {
  for (const [userId, checked] of viewers) {
    const client = await portal.driver.viewer(userId)
    for (const [n, viewer] of checked.entries()) await viewer.reopen(client.at(instances[n] ?? ''))
  }
}

async function liveThrough(world: World, traffic: Traffic, portals: number, count: () => void): Promise<void> {
  const startedAt = Date.now()
  const steps = Math.ceil(traffic.changes / portals)
  for (let step = 0; step < steps; step += 1) {
    await sleep(Math.max(0, startedAt + (step * 1_000) / traffic.perSecond - Date.now()))
    await change(world, step, traffic.rightsEvery)
    count()
  }
}

/** One change of the CRM, then a look at what it shows to each viewer. */
async function change(world: World, step: number, rightsEvery: number): Promise<void> {
  const { portal, alive } = world
  const from = Date.now()
  const everybody = [1, people.manager, people.employee]
  const someone = everybody[step % 3] ?? 1
  const older = alive[(step * 7) % Math.max(1, alive.length)]
  if (step % rightsEvery === rightsEvery - 1) {
    const isOdd = Math.floor(step / rightsEvery) % 2 === 1
    await portal.setRights(people.manager, isOdd ? 'all' : 'own')
    return look(world, null, from, KEPT_MS)
  }
  if (step % 5 === 3 && older) {
    await portal.update(older, { assignedById: someone })
    return look(world, [older], from, 0)
  }
  if (step % 11 === 9 && older) {
    await portal.remove(older)
    alive.splice(alive.indexOf(older), 1)
    return look(world, [older], from, 0)
  }
  const created = await portal.create(someone, `Order ${step}`)
  alive.push(created)
  return look(world, [created], from, 0)
}

/** What the CRM's own page shows each viewer, with that viewer's rights: of these items, or of all. */
async function look({ portal, viewers, alive }: World, items: number[] | null, from: number, graceMs: number) {
  for (const [userId, checked] of viewers) {
    const shown = items ? await readItemsAs(portal, userId, items) : await listAs(portal, userId)
    const now = Date.now()
    for (const viewer of checked) {
      for (const id of items ?? new Set([...alive, ...viewer.rights.known])) {
        viewer.rights.set(id, shown.has(id), shown.has(id) ? from : now, graceMs)
      }
    }
  }
}

const asUser = (userId: number) => ({ headers: { cookie: `portal_user=${userId}` } })

async function readItemsAs(
  { driver, entityTypeId }: CheckedPortal,
  userId: number,
  items: number[],
): Promise<Set<number>> {
  const shown = new Set<number>()
  for (const id of items) {
    const response = await fetch(`${driver.origin}/portal-api/items/${entityTypeId}/${id}`, asUser(userId))
    await response.arrayBuffer()
    if (response.ok) shown.add(id)
  }
  return shown
}

async function listAs({ driver, entityTypeId }: CheckedPortal, userId: number): Promise<Set<number>> {
  return new Set((await driver.listAs(userId, entityTypeId)).keys())
}
