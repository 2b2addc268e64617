import { setTimeout as sleep } from 'node:timers/promises'
import type { NewItemsInput } from '../../simulator/control-input.ts'
import { seededRandom } from '../../simulator/faults.ts'
import { SAMPLE_TYPES } from '../../simulator/sample-types.ts'
import type { Born } from '../interleavings/judge.ts'
import { Screen } from '../interleavings/screen.ts'
import type { Stage } from '../interleavings/stage.ts'
import type { FeedClient } from '../support/feed-client.ts'
import { PortalDriver, people } from '../support/portal-driver.ts'
import type { Closed } from './year-allowance.ts'
import { itemEvents, partialAnswers } from './year-answers.ts'
import { Chance, type Closure, drawEvent, type EventKind, type YearEvent } from './year-event.ts'
import { drawEdition, type Edition, type Faults } from './year-portal.ts'

/** Whoever of the two is an admin at a time; one always is. */
const SECOND_ADMIN = 21
const INVOICES = 31
const MANY = 160

/** When our tokens were dead, and how often the client secret could have been sent meanwhile. */
export type Dead = { readonly fromMs: number; untilMs: number; steps: number; passedSeconds: number }

/** One portal: what it is, what has happened to it, and what its feed has to have in the end. */
export class Life {
  readonly edition: Edition
  readonly born: Born[] = []
  readonly counts = new Map<EventKind | Closure, number>()
  readonly closures: Closed[] = []
  readonly deaths: Dead[] = []
  /** What happened, in order: `at` in milliseconds since it began. */
  readonly history: string[] = []
  readonly screen: Screen
  readonly #stage: Stage
  readonly #chance: Chance
  readonly #began = Date.now()
  #portal: PortalDriver
  #watched: ReadonlySet<number> = new Set()
  #types = SAMPLE_TYPES.map(({ type }) => type.entityTypeId)
  #faults: Faults = {}
  #renamings = 1
  #closed: Closed | null = null
  #opensAfter = 0
  #isInstalled = false
  /** When tokens of ours were ended, or their owner's rights: life itself has an admin open the app. */
  #harmedAtMs: number | null = null
  #admin: number = people.admin

  private constructor(stage: Stage, portal: PortalDriver, edition: Edition, chance: Chance) {
    this.#stage = stage
    this.#portal = portal
    this.edition = edition
    this.#chance = chance
    this.screen = new Screen('manager', () => this.open(people.manager), stage.urls, false)
  }

  static async begin(stage: Stage, seed: number): Promise<Life> {
    const chance = new Chance(seededRandom(seed))
    const edition = drawEdition(chance)
    const view = await stage.simulator.createPortal(edition.portal)
    const life = new Life(stage, new PortalDriver(stage, view), edition, chance)
    await life.#settleIn()
    return life
  }

  get portal(): PortalDriver {
    return this.#portal
  }

  get memberId(): string {
    return this.#portal.memberId
  }

  get admin(): number {
    return this.#admin
  }

  get isClosed(): boolean {
    return this.#closed !== null
  }

  get needsAdmin(): boolean {
    return this.#harmedAtMs !== null
  }

  /** Portals that somebody has installed, and that answer at the end. */
  get isOpen(): boolean {
    return this.#isInstalled && !this.isClosed
  }

  tell(what: string): void {
    this.history.push(`${String(Date.now() - this.#began).padStart(7)} ${what}`)
  }

  /** A person opens the app. */
  async open(userId: number): Promise<FeedClient> {
    if (this.#closed) this.#closed.openings += 1
    return this.#portal.viewer(userId)
  }

  async #settleIn(): Promise<void> {
    const { simulator } = this.#stage
    await simulator.setRights(this.memberId, { userId: SECOND_ADMIN, admin: false, crm: 'all' })
    if (this.edition.addresses) await simulator.setAddresses(this.memberId, this.edition.addresses)
    await this.#setFaults({})
    const how = this.#chance.weighted([
      [6, 'at once'],
      [1, 'closed before the installer'],
      [1, 'closed before it is finished'],
    ] as const)
    this.tell(`${this.edition.name}, installed ${how}`)
    if (how === 'at once') return this.#install()
    if (how === 'closed before it is finished') await this.#portal.submit(await this.#portal.form())
    await this.#close({
      do: 'close',
      why: this.#chance.from(['plan', 'blocked', 'subscription']),
      for: 4,
      during: 'rest',
    })
    // The admin tries: the portal does not answer.
    if (how === 'closed before the installer') await this.#portal.submit(await this.#portal.form())
  }

  /** The admin opens the installer, and chooses what is followed. Where the portal does not answer, another time. */
  async #install(): Promise<void> {
    await this.#portal.install(this.#admin)
    this.#isInstalled = true
    if (this.#watched.size === 0) await this.#watch({ do: 'watch', share: 1, history: 'none' })
  }

  async play(): Promise<void> {
    if (this.#closed && this.#opensAfter <= 0) return this.#reopen()
    this.#opensAfter -= 1
    const event = drawEvent(this.#chance, this)
    this.#count(event.do)
    this.tell(JSON.stringify(event))
    // Whatever the app cannot do just now is told, and judged in the end.
    await this.#do(event).catch((error: unknown) => this.tell(`  ${String(error).slice(0, 160)}`))
    if (!this.#closed || this.#chance.is(0.2)) await this.screen.turn()
  }

  #count(what: EventKind | Closure): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1)
  }

  async #do(event: YearEvent): Promise<unknown> {
    const { simulator } = this.#stage
    const { memberId } = this
    switch (event.do) {
      case 'create':
        return this.#create(event)
      case 'update': {
        const item = this.#pick(event.nth, true)
        const { announce } = event
        const change = event.change === 'title' ? { title: `Renamed ${this.#renamings++}` } : { assignedById: 7 }
        return item && simulator.updateItem(memberId, item.entityTypeId, item.id, { ...change, announce })
      }
      case 'delete':
        return this.#setAlive(this.#pick(event.nth, true), false, event.announce)
      case 'restore':
        return this.#setAlive(this.#pick(event.nth, false), true, true)
      case 'addType': {
        const { entityTypeId } = await simulator.createType(memberId, { title: `Type ${this.#types.length}` })
        this.#types.push(entityTypeId)
        return this.#watch({ do: 'watch', share: 1, history: 'none' })
      }
      case 'renameType':
        return simulator.renameType(memberId, this.#typeOf(event.nth), `Type, renamed ${this.#renamings++}`)
      case 'removeType':
      case 'remakeType':
        return this.#removeType(this.#typeOf(event.nth), event.do === 'remakeType')
      case 'watch':
        return this.#watch(event)
      case 'events': {
        const { do: _, ...faults } = event
        return this.#setFaults({ ...this.#faults, ...faults })
      }
      case 'rest': {
        const { kind, times } = event
        const fault = kind === 'operation_limit' ? { method: 'crm.item.list', resetInSeconds: 1 } : { method: '*' }
        const refusal = { error: 'ERROR_UNHEARD_OF', description: 'Something new' }
        return this.#setFaults({
          ...this.#faults,
          rest: [{ ...fault, kind, times, ...(kind === 'refuse' && { refusal }) }],
        })
      }
      case 'refuseChain':
        await simulator.setOAuthFault({ kind: event.kind, times: event.times, memberId })
        return simulator.expireTokens(memberId)
      case 'partial':
        return this.#setFaults({
          ...this.#faults,
          ...partialAnswers(event.what, this.#typeOf(event.nth), this.#pick(event.nth, true)?.id ?? 1),
        })
      case 'clearFaults':
        return this.#setFaults({})
      case 'expire':
        return simulator.expireTokens(memberId)
      case 'revoke':
        this.#die()
        return simulator.revokeTokens(memberId)
      case 'loseRefresh':
        this.#die()
        await simulator.setOAuthFault({ kind: 'lost_answer', times: 1, memberId })
        return simulator.expireTokens(memberId)
      case 'demote':
        return this.#demote()
      case 'rename': {
        const { origin } = await simulator.rename(memberId)
        const { applicationToken } = this.#portal
        this.#portal = new PortalDriver(this.#stage, { memberId, applicationToken, origin })
        return
      }
      case 'renewApplicationToken':
        return simulator.renewApplicationToken(memberId)
      case 'newVersion':
        this.#isInstalled = false
        await simulator.updateApp(memberId)
        return this.#install()
      case 'loseBindings':
        return simulator.loseBindings(memberId, event.all ? [] : itemEvents)
      case 'open': {
        const client = await this.open(event.by === 'admin' ? this.#admin : people[event.by])
        return client.wholeFeed()
      }
      case 'pass':
        return this.pass()
      case 'close':
        return this.#close(event)
    }
  }

  /** All that waits for its time is due. What the portal may be asked for it is noted. */
  async pass(): Promise<void> {
    const seconds = await this.#stage.passWaits(this.memberId)
    if (seconds === 0) return
    for (const time of [this.#closed, this.deaths.at(-1)]) {
      if (!time) continue
      time.steps += 1
      time.passedSeconds += seconds
    }
  }

  async #create({ nth, by, count, announce }: Extract<YearEvent, { do: 'create' }>): Promise<void> {
    const author = by === 'robot' ? { byRobot: true } : { userId: people[by] }
    await this.#makeItems({ entityTypeId: this.#typeOf(nth), count, announce, ...author })
  }

  async #makeItems(input: NewItemsInput): Promise<void> {
    const { entityTypeId } = input
    const mustShow = this.#watched.has(entityTypeId)
    const ids = await this.#portal.create(input)
    for (const id of ids) this.born.push({ entityTypeId, id, mustShow, alive: true })
  }

  #typeOf(nth: number): number {
    const smart = this.#types.filter((type) => type !== INVOICES)
    return smart[nth % smart.length] ?? 1220
  }

  #pick(nth: number, alive: boolean): Born | undefined {
    const candidates = this.born.filter((item) => item.alive === alive)
    return candidates.at(-1 - (nth % Math.max(1, candidates.length)))
  }

  async #setAlive(item: Born | undefined, alive: boolean, announce: boolean): Promise<void> {
    if (!item) return
    const { simulator } = this.#stage
    if (alive) await simulator.restoreItem(this.memberId, item.entityTypeId, item.id)
    else await simulator.deleteItem(this.memberId, item.entityTypeId, item.id, { announce })
    item.alive = alive
  }

  /** Its items go with it. One that is made anew under the number of a watched one is watched. */
  async #removeType(entityTypeId: number, isRemade: boolean): Promise<void> {
    if (!isRemade && this.#types.length <= 3) return
    const { simulator } = this.#stage
    await simulator.deleteType(this.memberId, entityTypeId)
    for (const [at, item] of [...this.born.entries()].toReversed())
      if (item.entityTypeId === entityTypeId) this.born.splice(at, 1)
    if (isRemade) return void (await simulator.createType(this.memberId, { entityTypeId, title: 'Made anew' }))
    this.#types = this.#types.filter((type) => type !== entityTypeId)
    this.#watched = new Set([...this.#watched].filter((type) => type !== entityTypeId))
  }

  /** What is created after the answer must be in the feed; what is unticked need not be any more. */
  async #watch({ share, history }: Extract<YearEvent, { do: 'watch' }>): Promise<void> {
    const smart = this.#types.filter((type) => type !== INVOICES)
    const wanted = smart.slice(0, Math.max(1, Math.round(smart.length * share)))
    const client = await this.open(this.#admin)
    const watches = wanted.map((entityTypeId) => ({ entityTypeId, history }))
    const { status } = await client.call('PUT', '/api/watches', { watches })
    const isSaved = status === 200
    if (!isSaved) this.tell(`  not saved: ${status}`)
    // One that was not saved may or may not have taken effect: only what is watched either way is sure.
    this.#watched = new Set(isSaved ? wanted : [...this.#watched].filter((type) => wanted.includes(type)))
    for (const item of this.born) if (!this.#watched.has(item.entityTypeId)) item.mustShow = false
  }

  async #setFaults(faults: Faults): Promise<void> {
    this.#faults = faults
    await this.#stage.simulator.setFaults(this.memberId, {
      ...faults,
      ...this.edition.lacks,
      absentEvents: [...(faults.absentEvents ?? []), ...(this.edition.lacks.absentEvents ?? [])],
      unpaidRest: this.#closed?.why === 'unpaid_rest',
    })
  }

  #die(): void {
    this.#endDeath(Date.now())
    this.#harmedAtMs = Date.now()
    this.deaths.push({ fromMs: Date.now(), untilMs: Number.POSITIVE_INFINITY, steps: 0, passedSeconds: 0 })
  }

  /** Whose tokens we have is no admin any more, and a colleague is. */
  async #demote(): Promise<void> {
    const { simulator } = this.#stage
    const next = this.#admin === people.admin ? SECOND_ADMIN : people.admin
    await simulator.setRights(this.memberId, { userId: next, admin: true })
    await simulator.setRights(this.memberId, { userId: this.#admin, admin: false })
    this.#admin = next
    this.#harmedAtMs = Date.now()
  }

  async #close({ why, for: length, during }: Extract<YearEvent, { do: 'close' }>): Promise<void> {
    this.#count(why)
    if (during === 'walk' && !this.#closed && this.#isInstalled) await this.#beginWalk()
    const now = Date.now()
    // Two closures in a row, of different kinds: the portal is closed all along.
    if (this.#closed) await this.#setClosed(null)
    this.#closed = { why, fromMs: now, untilMs: Number.POSITIVE_INFINITY, steps: 0, openings: 0, passedSeconds: 0 }
    this.closures.push(this.#closed)
    this.#opensAfter = length
    await this.#setClosed(why)
  }

  /** Much was never announced, and a walk is on its way through it. */
  async #beginWalk(): Promise<void> {
    await this.#makeItems({ entityTypeId: this.#typeOf(0), count: MANY, announce: false, userId: people.manager })
    await this.#watch({ do: 'watch', share: 1, history: 'last500' })
    await this.pass()
    await sleep(this.#chance.below(400))
  }

  async #setClosed(why: Closure | null): Promise<void> {
    const { simulator } = this.#stage
    const isUnpaid = why === 'unpaid' || why === 'unpaid_rest'
    if (this.#closed && why === null) this.#closed.untilMs = Date.now()
    await simulator.setPaymentExpired(this.memberId, isUnpaid)
    await simulator.setClosed(this.memberId, isUnpaid ? null : why)
    await this.#setFaults(this.#faults)
  }

  async #reopen(): Promise<void> {
    this.tell('open again')
    this.#count('open')
    await this.#setClosed(null)
    this.#closed = null
    await this.#setFaults(this.#faults)
    if (this.#isInstalled) return
    await this.#install().catch((error: unknown) => this.tell(`  ${String(error).slice(0, 160)}`))
  }

  /** Everything works again that is not the portal's own, and who waits for an installer has run it. */
  async calm(): Promise<void> {
    const { simulator } = this.#stage
    await this.#setFaults({})
    await simulator.clearOAuthFaults(this.memberId)
    await simulator.settled(this.memberId)
    await this.screen.renewSession()
    if (!this.#isInstalled && !this.#closed) await this.#install()
    if (this.#watched.size === 0 && this.isOpen) await this.#watch({ do: 'watch', share: 1, history: 'none' })
  }

  /** An admin has given us tokens since they were ended. */
  noteVerified(atMs: number): void {
    if (this.#harmedAtMs === null || atMs <= this.#harmedAtMs) return
    this.#harmedAtMs = null
    this.#endDeath(atMs)
  }

  #endDeath(atMs: number): void {
    const last = this.deaths.at(-1)
    if (last) last.untilMs = Math.min(last.untilMs, atMs)
  }
}
