import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import type { FeedClient } from '../support/feed-client.ts'
import { PortalDriver, people } from '../support/portal-driver.ts'
import { type Command, type PortalCommand, TYPES, type TypeIndex } from './command.ts'
import { type Born, judgeScreen } from './judge.ts'
import { judgeFeed } from './judge-feed.ts'
import { Screen } from './screen.ts'
import type { Stage } from './stage.ts'

/** So many looks in a row in which nothing moved any more: what is not as it must be then will never be. */
const QUIET_LOOKS = 8
/** Something always moves: that is no rest either. */
const MAX_LOOKS = 120
/** From then on nothing is broken for other stories while this one looks: with so many at once something nearly always is. */
const CALM_AFTER_LOOKS = 3
/** Between two looks that changed nothing, so that what an instance puts off for a second or two has its time. */
const BETWEEN_LOOKS_MS = 30
const BETWEEN_QUIET_LOOKS_MS = 1_000
const viewers = { admin: people.admin, manager: people.manager, employee: people.employee, outsider: people.outsider }

/** One portal, what happens to it, and what must be true whenever it comes to rest. */
class Run {
  readonly #stage: Stage
  readonly #portal: PortalDriver
  readonly #born: Born[] = []
  readonly #screens: Screen[]
  readonly #clients = new Map<number, FeedClient>()
  #watched: ReadonlySet<number> = new Set()
  #renamings = 1
  /** Tokens have, since somebody last opened the app. */
  #hasExpired = false

  constructor(stage: Stage, portal: PortalDriver) {
    this.#stage = stage
    this.#portal = portal
    this.#screens = [
      new Screen('admin', () => this.#client(people.admin), stage.urls, true),
      new Screen('employee', () => this.#client(people.employee), stage.urls, false),
    ]
  }

  /** A person who has opened the app; anew where `fresh`. */
  async #client(userId: number, { fresh = false } = {}): Promise<FeedClient> {
    const known = this.#clients.get(userId)
    if (known && !fresh) return known
    const client = await this.#portal.viewer(userId)
    this.#clients.set(userId, client)
    return client
  }

  async begin(): Promise<void> {
    // Other stories may have an instance killed or the database gone just now.
    await eventually(() => this.#portal.install())
    await eventually(() => this.#watch([0], { mustHold: true }))
    for (const screen of this.#screens) await screen.turn()
  }

  async play(command: PortalCommand): Promise<void> {
    await this.#do(command)
    for (const screen of this.#screens) await screen.turn()
  }

  async #do(command: PortalCommand): Promise<void> {
    const { simulator } = this.#stage
    const { memberId } = this.#portal
    switch (command.do) {
      case 'create':
        return this.#create(command)
      case 'update': {
        const item = this.#pick(command.nth, true)
        if (!item) return
        const { announce } = command
        const change = command.change === 'title' ? { title: `Renamed ${this.#renamings++}` } : { assignedById: 7 }
        await simulator.updateItem(memberId, item.entityTypeId, item.id, { ...change, announce })
        return
      }
      case 'delete': {
        const item = this.#pick(command.nth, true)
        if (!item) return
        await simulator.deleteItem(memberId, item.entityTypeId, item.id, { announce: command.announce })
        item.alive = false
        return
      }
      case 'restore': {
        const item = this.#pick(command.nth, false)
        if (!item) return
        await simulator.restoreItem(memberId, item.entityTypeId, item.id)
        item.alive = true
        return
      }
      case 'events': {
        const { do: _, ...faults } = command
        await simulator.setFaults(memberId, faults)
        return
      }
      case 'rest': {
        const { kind, times } = command
        await simulator.setFaults(memberId, {
          // A portal says when the method is free again; without a word all would wait for a minute.
          rest: [
            kind === 'operation_limit'
              ? { method: 'crm.item.list', kind, times, resetInSeconds: 1 }
              : { method: '*', kind, times },
          ],
        })
        return
      }
      case 'expire':
        this.#hasExpired = true
        await simulator.expireTokens(memberId)
        return
      case 'watch':
        return this.#watch(command.types)
      case 'sweep':
      case 'compare':
        // Whatever comes in between (a kill, an outage) is part of the story.
        await this.#tick(command.do, command.instance).catch(() => undefined)
        return
      case 'cut':
        return this.#screens[command.viewer]?.cut()
      case 'kill':
        return this.#stage.kill(command.instance)
      case 'outage':
        return this.#stage.outage(command.mode, command.ms)
      case 'wait':
        await sleep(command.ms)
    }
  }

  async #create({ type, by, count }: Extract<Command, { do: 'create' }>): Promise<void> {
    const entityTypeId = TYPES[type]
    const author = by === 'robot' ? { byRobot: true } : { userId: people[by] }
    const mustShow = this.#watched.has(entityTypeId)
    const ids = await this.#portal.create({ entityTypeId, count, ...author })
    for (const id of ids) this.#born.push({ entityTypeId, id, mustShow, alive: true })
  }

  #pick(nth: number, alive: boolean): Born | undefined {
    const candidates = this.#born.filter((item) => item.alive === alive)
    // From the newest on: what is still on its way is what a change can overtake.
    return candidates.at(-1 - (nth % Math.max(1, candidates.length)))
  }

  /** What is created after the answer must be in the feed; what is unticked need not be any more. */
  async #watch(types: readonly TypeIndex[], { mustHold = false } = {}): Promise<void> {
    const wanted = types.map((type) => TYPES[type])
    const saved = await this.#save(wanted).catch((error: unknown) => String(error))
    if (saved !== 200 && mustHold) throw new Error(`The watches were not saved: ${saved}.`)
    if (saved !== 200) {
      // It may or may not have taken effect: only what is watched either way is sure.
      this.#watched = new Set([...this.#watched].filter((type) => wanted.some((one) => one === type)))
      return this.#forgetUnwatched()
    }
    this.#watched = new Set(wanted)
    this.#forgetUnwatched()
  }

  async #save(entityTypeIds: readonly number[]): Promise<number> {
    const admin = await this.#client(people.admin, { fresh: true })
    const watches = entityTypeIds.map((entityTypeId) => ({ entityTypeId }))
    return (await admin.call('PUT', '/api/watches', { watches })).status
  }

  #forgetUnwatched(): void {
    for (const item of this.#born) if (!this.#watched.has(item.entityTypeId)) item.mustShow = false
  }

  #tick(what: 'sweep' | 'compare', instance: 0 | 1): Promise<void> {
    const [file, verb] =
      what === 'sweep'
        ? (['lib/catch-up/sweep-portal.ts', 'sweepPortal'] as const)
        : (['lib/catch-up/compare-portal.ts', 'comparePortal'] as const)
    return this.#stage.call(instance, file, verb, this.#portal.memberId)
  }

  /** The faults clear, an admin opens the app, the timers come round; after a while nothing moves any more. */
  async settle(): Promise<string[]> {
    const { simulator } = this.#stage
    const { memberId } = this.#portal
    await simulator.clearFaults(memberId)
    await this.#stage.whole()
    await simulator.settled(memberId)
    // Everybody's pages wait for a token, and the installation's chain perhaps for an admin.
    if (this.#hasExpired) this.#clients.clear()
    this.#hasExpired = false
    this.#clients.delete(people.admin)
    // A restore that nobody announced, of what was asked about while it was gone, is like a right that has changed.
    await this.#stage.ageAnswers(memberId).catch(() => undefined)
    for (const screen of this.#screens) await screen.cut()
    if ((await this.#stage.watches(memberId)).size === 0) {
      await eventually(() => this.#watch([0], { mustHold: true }))
    }
    await eventually(() => this.#client(people.admin))
    let before = ''
    let quiet = 0
    for (let looks = 1; ; looks += 1) {
      const problems = await (looks > CALM_AFTER_LOOKS
        ? this.#stage.calm(() => this.#look())
        : this.#stage.whole().then(() => this.#look()))
      if (problems.length === 0) return this.#report([])
      const state = JSON.stringify([problems, this.#screens.map(({ moves }) => moves)])
      quiet = state === before ? quiet + 1 : 0
      before = state
      if (quiet === QUIET_LOOKS || looks === MAX_LOOKS) return this.#report([...problems, `after ${looks} looks`])
      // Two renewals that passed each other end in a state that says so, and that the next admin heals.
      this.#clients.delete(people.admin)
      await sleep(quiet > 0 ? BETWEEN_QUIET_LOOKS_MS : BETWEEN_LOOKS_MS)
    }
  }

  #report(problems: readonly string[]): string[] {
    const found = [...this.#stage.crashes(), ...problems, ...this.#screens.flatMap((screen) => screen.problems)]
    return found.length === 0 ? found : [...found, ...this.#screens.map((screen) => screen.describe())]
  }

  /** The timers come round once. @returns what is not as it must be then, or what came in between. */
  async #look(): Promise<string[]> {
    try {
      await this.#stage.passTime(this.#portal.memberId)
      await this.#tick('sweep', 0)
      await this.#tick('compare', 1)
      // What they found is confirmed before anybody is asked: a look costs more than to wait for that.
      await this.#stage.comesToRest(this.#portal.memberId)
      await Promise.all(this.#screens.map((screen) => screen.catchUp()))
      return await this.#judge()
    } catch (error) {
      // Perhaps a session has ended.
      this.#clients.clear()
      return [`not settled: ${inspect(error)}`]
    }
  }

  /** The feed of every viewer is what the CRM shows that viewer, each item once and as it is now; so are the screens. */
  async #judge(): Promise<string[]> {
    const problems: string[] = []
    const watches = await this.#stage.watches(this.#portal.memberId)
    for (const [name, userId] of Object.entries(viewers)) {
      const client = await this.#client(userId)
      const feed = { portal: this.#portal, userId, client, watches, born: this.#born }
      const { shown, problems: wrong } = await judgeFeed(name, feed)
      problems.push(...wrong)
      const screen = this.#screens.find((one) => one.name === name)
      const judge = (rows: ReadonlyMap<string, FeedItem>) => judgeScreen(`the screen of ${name}`, rows, shown)
      if (screen) problems.push(...(await screen.comesToShow(judge)))
    }
    problems.push(...(await this.#stage.judgeRows(this.#portal.memberId)))
    return problems
  }

  async leave(): Promise<void> {
    for (const screen of this.#screens) await screen.cut()
    await this.#stage.simulator.deletePortal(this.#portal.memberId)
  }
}

const EVENTUALLY_MS = 45_000

/** Again and again, while what others break comes back. */
async function eventually(work: () => Promise<unknown>): Promise<void> {
  for (const deadline = Date.now() + EVENTUALLY_MS; ; await sleep(50)) {
    try {
      await work()
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
  }
}

/** `upTo`: how many commands had been played. */
export type Ending = { readonly problems: readonly string[]; readonly upTo: number }

/**
 * Plays the commands on a portal of its own, which comes to rest at each `settle` and at the end. The first time that not all is
 * as it must be then, the rest is not played.
 */
export async function runStory(stage: Stage, commands: readonly Command[], license: string): Promise<Ending> {
  const run = new Run(stage, new PortalDriver(stage, await stage.simulator.createPortal({ license })))
  let upTo = 0
  try {
    await run.begin()
    for (const command of commands) {
      upTo += 1
      if (command.do !== 'settle') {
        await run.play(command)
        continue
      }
      const problems = await run.settle()
      if (problems.length > 0) return { problems, upTo }
    }
    return { problems: await run.settle(), upTo }
  } catch (error) {
    return { problems: [inspect(error)], upTo }
  } finally {
    await run.leave()
  }
}
