import { digest } from '../platform/crypto.ts'
import { FairGate } from '../platform/fair-gate.ts'
import { once } from '../platform/once.ts'
import { RateLimiter } from '../platform/rate-limiter.ts'
import { recentMap } from '../platform/recent-map.ts'
import { isRefusal, Refusal } from '../platform/refusal.ts'
import { readAppPresence } from '../portals/read-app-presence.ts'

/** What somebody at the door says, from where, and as whom we know them already. */
export type Knock = {
  readonly accessToken: string
  /** '' of who installs the app, on a portal that need not be known. */
  readonly memberId: string
  readonly domain: string
  readonly from: string
  /** The viewer of a session of ours that is shown with it. */
  readonly knownAs?: string | null
}

/** What one address may fail to prove: a whole company may open the app at nine o'clock, and until they are answered all may fail. */
const failures = { burst: 300, perSecond: 1 }
/** Each viewer's proofs: a page renews its session four times an hour, and every opening is one. */
const ofViewer = { burst: 60, perSecond: 0.5 }
/** Within them so many questions are asked at once: three hundred colleagues are let in within seconds. */
const usual = { width: 32, perPortal: 16, perViewer: 16, waitingPerViewer: 1_000, waitMs: 15_000, reason: 'proofs' }
/**
 * Beyond its failures an address is not refused, since whoever shares it may be anybody: it asks three questions at a time. Of one address
 * those who claim different portals that have the app take turns, and of one portal whoever came first: a loop of fifty keeps nobody for
 * longer than 5 s. Two hundred wait in all, which is what can be asked within the 15 s; then the longest queue gives way.
 */
const doubtful = {
  ...{ width: 8, perPortal: 3, perViewer: 3, waitingPerViewer: 200, waitingPerPortal: 200 },
  ...{ waitMs: 15_000, reason: 'proofs' },
}
/** What one address may claim of portals that have not the app; beyond that it hears so late. */
const strangers = { burst: 300, perSecond: 1 }
/** So much longer than its question a failure takes then. */
const failurePauseMs = 100
const knownForMs = 60 * 60_000
/** So long a claim that was refused is refused unasked: whoever repeats it at once costs nobody a question. */
const failedForMs = 20_000
const repeatPauseMs = 500
const maxTokens = 20_000

type Known = { readonly viewer: string; readonly untilMs: number }
type Failed = { readonly refusal: Refusal; readonly untilMs: number }

/**
 * Who may have an OAuth server asked, which all portals share. Failures are counted apart from successes: a loop of made-up tokens uses
 * up what its address may fail, and whoever is proved at that address, or was lately, is let in as before.
 */
export class ProofDoor {
  readonly #failures = new RateLimiter(failures)
  readonly #ofViewer = new RateLimiter(ofViewer)
  readonly #usual = new FairGate(usual)
  readonly #doubtful = new FairGate(doubtful)
  readonly #strangers = new RateLimiter(strangers)
  readonly #known = recentMap<string, Known>(maxTokens)
  readonly #failed = recentMap<string, Failed>(maxTokens)
  readonly #readAppPresence: (memberId: string) => Promise<boolean>
  readonly #nowMs: () => number

  /** @param hasApp is asked of every claim that nobody has proved lately, and so has to be cheap. */
  constructor(hasApp: (memberId: string) => Promise<boolean>, nowMs: () => number = Date.now) {
    this.#readAppPresence = hasApp
    this.#nowMs = nowMs
  }

  /**
   * @param prove asks; a refusal `not_proved`, `other_address` or `not_installed` is a failure, any other one says nothing.
   * @param viewerOf who it is that was proved.
   * @throws what `prove` threw, and Refusal `not_installed` and `too_many_requests`.
   */
  async pass<Proved>(
    knock: Knock,
    prove: () => Promise<Proved>,
    viewerOf: (proved: Proved) => string,
  ): Promise<Proved> {
    const tokenDigest = digest(knock.accessToken)
    const known = this.#known.get(tokenDigest)
    const viewer = known && known.untilMs > this.#nowMs() ? known.viewer : (knock.knownAs ?? null)
    if (viewer !== null) {
      this.#countViewer(viewer)
      return prove()
    }
    const claim = `${tokenDigest} ${knock.memberId} ${knock.domain}`
    const failed = this.#failed.get(claim)
    if (failed && failed.untilMs > this.#nowMs()) {
      if (!this.#failures.take(knock.from, this.#nowMs())) await pause(repeatPauseMs)
      throw failed.refusal
    }
    await this.#refuseWithoutApp(knock)
    const proved = await this.#askStranger(knock, claim, prove)
    this.#known.set(tokenDigest, { viewer: viewerOf(proved), untilMs: this.#nowMs() + knownForMs })
    this.#countViewer(viewerOf(proved))
    return proved
  }

  /** Portals are free to make up, so those that have not the app wait for no turn and take none. Who installs claims none. */
  async #refuseWithoutApp({ memberId, from }: Knock): Promise<void> {
    if (memberId === '' || (await this.#readAppPresence(memberId))) return
    if (!this.#strangers.take(from, this.#nowMs())) await pause(repeatPauseMs)
    throw new Refusal('not_installed', 'no_installation')
  }

  async #askStranger<Proved>({ from, memberId }: Knock, claim: string, prove: () => Promise<Proved>): Promise<Proved> {
    const isWithin = this.#failures.take(from, this.#nowMs())
    const ask = async () => {
      try {
        const proved = await prove()
        if (isWithin) this.#failures.giveBack(from)
        return proved
      } catch (error) {
        const code = isRefusal(error) ? error.code : null
        const isFailure = code === 'not_proved' || code === 'not_installed' || code === 'other_address'
        if (!isFailure && isWithin) this.#failures.giveBack(from)
        if (isRefusal(error) && isFailure && code !== 'not_installed') {
          this.#failed.set(claim, { refusal: error, untilMs: this.#nowMs() + failedForMs })
        }
        if (!isWithin) await pause(failurePauseMs)
        throw error
      }
    }
    return (isWithin ? this.#usual : this.#doubtful).run({ portalId: from, userId: memberId }, ask)
  }

  #countViewer(viewer: string): void {
    const nowMs = this.#nowMs()
    if (this.#ofViewer.take(viewer, nowMs)) return
    const retryAfterMs = this.#ofViewer.waitMs(viewer, nowMs)
    throw new Refusal('too_many_requests', 'proofs_of_viewer', {}, { retryAfterMs })
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

export function proofDoor(): ProofDoor {
  return once('proof-door', () => new ProofDoor(readAppPresence))
}
