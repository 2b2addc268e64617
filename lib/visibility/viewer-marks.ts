import { itemKey } from '../bitrix24/item-ref.ts'
import type { PortalAccess } from '../bitrix24/rest-access.ts'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import type { InstallationStatus } from '../portals/installation-status.ts'
import { AdminMark } from './admin-mark.ts'
import type { VisibleAnswer } from './ask-visible.ts'
import { compareSight } from './compare-sight.ts'
import { Cooldown } from './cooldown.ts'
import { ItemMarks, type Question } from './item-marks.ts'
import { PortalReach } from './portal-reach.ts'
import { TypeMarks } from './type-marks.ts'
import { ViewerDoubts } from './viewer-doubts.ts'
import { type Wanted, WantedRights } from './wanted-rights.ts'

/** A viewer with the own token, on the own portal. `isAdmin` is what was last heard; nothing is shown because of it. */
export type ViewerAccess = PortalAccess & { readonly userId: number; readonly isAdmin: boolean }

/** What one request asks. */
export type Asked = { readonly questions: readonly Question[]; readonly types: readonly number[] }

type Answered = Extract<VisibleAnswer, { ok: true }>
type Moments = { readonly askedAtMs: number; readonly nowMs: number }
type Asking = { readonly token: string; readonly answered: Promise<void> }

/**
 * What this process knows of one viewer's rights, for all the viewer's streams and requests: what they want to know, what the CRM
 * has decided, how it refused, and how all that ages. It knows no time but what is brought along.
 */
export class ViewerMarks {
  readonly items = new ItemMarks()
  readonly types = new TypeMarks()
  readonly admin = new AdminMark()
  readonly doubts = new ViewerDoubts()
  /** Asking again what was answered too long ago. */
  readonly recheck = new Cooldown()
  readonly #wanted = new WantedRights()
  readonly #reach = new PortalReach()
  #asking: Asking | null = null
  #answers = 0
  #version = 0

  /** The question under way, one of a viewer at a time, and the token that it is asked with. */
  get asking(): Asking | null {
    return this.#asking
  }

  /** Counts how often the portal has answered. */
  get answers(): number {
    return this.#answers
  }

  /** Counts how often rights turned out to have changed without a change of the item. */
  get version(): number {
    return this.#version
  }

  /** Whether a person waits for the next request. */
  get isUrgent(): boolean {
    return this.#wanted.isUrgent
  }

  enqueue(wanted: Wanted): void {
    this.#wanted.add(wanted)
  }

  begin(asking: Asking): void {
    this.#asking = asking
  }

  /** Nothing more is asked for now: what was not answered is wanted again by whoever still needs it. */
  end(): void {
    this.#wanted.clear()
    this.#asking = null
  }

  /** Whether anything is wanted that is worth a request now. */
  isWorthAsking(nowMs: number): boolean {
    // Open pages leave a closed portal alone; whoever opens one finds out with the own token whether it is open again.
    if (this.#reach.isClosed(nowMs) && !this.isUrgent) return false
    if (this.#openQuestions(nowMs).length + this.#openTypes(nowMs).length > 0) return true
    return this.#wanted.isAdminWanted && !this.#reach.isPaused('all', nowMs)
  }

  /** The next request, the newest items first: they are what a screen shows. What is beyond `limit` stays wanted. */
  dequeue(limit: number, nowMs: number): Asked {
    const open = this.#openQuestions(nowMs).sort((a, b) => Number(b.revision - a.revision))
    // What was answered too long ago goes with a request that is made anyway.
    const types = [...new Set([...this.#openTypes(nowMs), ...this.types.expired(nowMs)])]
    this.#wanted.asked(open.slice(limit))
    return { questions: open.slice(0, limit), types }
  }

  /** The portal has answered. @returns the items that the CRM shows otherwise than the feed has them. */
  decide(questions: readonly Question[], answer: Answered, moments: Moments): Question[] {
    this.#answers += 1
    this.#reach.answered()
    this.#wanted.answered(answer.types.keys())
    const items = this.#decideItems(questions, answer, moments.nowMs)
    const isTypeOther = this.#decideTypes(questions, answer, moments)
    const isAdminOther = answer.isAdmin !== null && this.admin.decide(answer.isAdmin, moments.nowMs)
    if (items.isOther || isTypeOther || isAdminOther) this.#version += 1
    return items.stale
  }

  /** The portal did not answer what was asked with this token. */
  refuse(kind: RestFailure['kind'], token: string, nowMs: number): void {
    this.#reach.refuse(kind, token, nowMs)
  }

  /** Whether the portal refused this token a moment ago. */
  isRefused(token: string, nowMs: number): boolean {
    return this.#reach.isRefused(token, nowMs)
  }

  /** What the news of the portal say of it. */
  applyStanding(status: InstallationStatus, nowMs: number): void {
    this.#reach.apply(status, nowMs)
  }

  /** Whether the portal counted as closed when the viewer heard of it last. */
  isHeldClosed(nowMs: number): boolean {
    return this.#reach.isClosed(nowMs)
  }

  /** Has the viewer's pages read anew what they may show in doubt, each time by questions to the CRM. */
  expireDoubts(nowMs: number): void {
    if (this.doubts.expire(nowMs)) this.#version += 1
  }

  /** An item may have come back from the recycle bin: that matters where the viewer was told that it is hidden. */
  addReturned(item: string): void {
    if (this.items.last(item)?.visible === false) this.doubts.addReturned(item)
  }

  /** As if the CRM had answered that much earlier. */
  age(ms: number): void {
    for (const part of [this.items, this.types, this.admin, this.doubts, this.recheck]) part.age(ms)
  }

  /** What is wanted and worth asking now. */
  #openQuestions(nowMs: number): Question[] {
    if (this.admin.isKnown(nowMs) || this.#reach.isPaused('all', nowMs)) return []
    return this.#wanted.questions.filter(
      (question) =>
        this.items.get(itemKey(question), question.revision, nowMs) === undefined &&
        !this.items.isStaleYet(question, nowMs) &&
        !this.#reach.isPaused(question.entityTypeId, nowMs),
    )
  }

  #openTypes(nowMs: number): number[] {
    if (this.admin.isKnown(nowMs) || this.#reach.isPaused('all', nowMs)) return []
    return this.#wanted.types.filter((type) => !this.types.isDecided(type, nowMs) && !this.#reach.isPaused(type, nowMs))
  }

  #decideItems(questions: readonly Question[], answer: Answered, nowMs: number) {
    const stale: Question[] = []
    let isOther = false
    for (const [type, ofType] of Map.groupBy(questions, (question) => question.entityTypeId)) {
      const decided = ofType.filter((question) => answer.decided.has(itemKey(question)))
      for (const question of decided) {
        const seen = answer.visible.get(itemKey(question))
        const sight = seen ? compareSight(question, seen) : 'hidden'
        if (sight === 'stale') {
          this.items.setStale(question, nowMs)
          stale.push(question)
        } else if (this.items.set(question, sight, nowMs)) isOther = true
      }
      this.#reach.answeredType(type, decided.length === ofType.length, nowMs)
    }
    return { stale, isOther }
  }

  /** @returns whether a type is listed that was not before, or the other way round. */
  #decideTypes(questions: readonly Question[], { types }: Answered, moments: Moments): boolean {
    const byItems = new Set(questions.map((question) => question.entityTypeId))
    let isOther = false
    for (const [type, sight] of types) {
      if (!byItems.has(type)) this.#reach.answeredType(type, sight !== null, moments.nowMs)
      if (sight !== null && this.types.decide(type, sight, moments)) isOther = true
    }
    return isOther
  }
}
