import type { RestLogEntry } from '../../simulator/portal.ts'

/** Requests that a portal takes at once, and then each second (limits.md). */
export type Allowance = { readonly burst: number; readonly perSecond: number }

export const allowanceOf = (license: string): Allowance =>
  /_ent\d+$/.test(license) ? { burst: 250, perSecond: 5 } : { burst: 50, perSecond: 2 }

/** A time in which a portal answered nobody: what it may be asked meanwhile. Times in milliseconds since 1970. */
export type Closed = {
  readonly why: string
  readonly fromMs: number
  untilMs: number
  /** How often a back-off was let run out. */
  steps: number
  /** How often somebody opened the app, or a page of it: whose own tokens find out that it is open again. */
  openings: number
  /** For how long the portal would have been left alone in the time that was let pass. */
  passedSeconds: number
}

const timeOf = ({ at }: Pick<RestLogEntry, 'at'>): number => Date.parse(at)

/** How much the bucket of a portal ran over: 0 where it never did. */
export function overdrawn(log: readonly RestLogEntry[], { burst, perSecond }: Allowance): number {
  let [level, last, most] = [0, 0, 0]
  for (const entry of log) {
    const at = timeOf(entry)
    level = Math.max(0, level - ((at - last) / 1_000) * perSecond) + 1
    last = at
    most = Math.max(most, level - burst)
  }
  return Math.max(0, Math.ceil(most))
}

/** The most requests in any so many seconds. */
export function busiest(log: readonly RestLogEntry[], seconds: number): number {
  let [first, most] = [0, 0]
  for (const [at, entry] of log.entries()) {
    while (timeOf(entry) - timeOf(log[first] ?? entry) > seconds * 1_000) first += 1
    most = Math.max(most, at - first + 1)
  }
  return most
}

/** What a portal that answers nobody says (`closed.ts` of the simulator), and one that is unpaid. */
const closedCodes: readonly (string | null)[] = [
  ...['ACCESS_DENIED', 'ERROR_OAUTH', 'PORTAL_BLOCKED_BY_LICENSE_SCANNER', 'OVERLOAD_LIMIT', 'PORTAL_DELETED'],
  'PAYMENT_REQUIRED',
]
/** What was under way when the portal closed, all at once, has learnt it within that time. */
const learnsWithinMs = 6_000
/** The first question after a closure, in real time; the steps that were let run out come on top. */
const stepMs = 60_000
/** One for who opens the app, and what the page asks on the way. */
const perOpening = 4
/** Each instance lets the pages that are read anew meanwhile ask together: after 10 s, 20 s, 40 s, then once a minute (decision 27). */
const instances = 2
const pagesFirstMs = 10_000
const pagesLongestMs = 60_000

/** Requests while a portal was closed, after it had said so first, and how many there may be. */
export function askedWhileClosed(
  log: readonly RestLogEntry[],
  closed: Closed,
): { asked: readonly string[]; may: number } {
  const { fromMs, untilMs, steps, openings } = closed
  const within = log.filter((entry) => timeOf(entry) >= fromMs && timeOf(entry) < untilMs)
  const told = within.find(({ error }) => closedCodes.includes(error))
  if (!told) return { asked: [], may: 0 }
  const knownAtMs = timeOf(told) + learnsWithinMs
  const asked = within.filter((entry) => timeOf(entry) >= knownAtMs).map((entry) => asLine(entry, fromMs))
  const lastedMs = Math.min(untilMs, Date.now()) - fromMs
  const may = steps + Math.floor(lastedMs / stepMs) + openings * perOpening + instances * pageQuestions(lastedMs)
  return { asked, may }
}

/** How often pages may have asked one instance's portal by then, beside the question that told it. */
function pageQuestions(lastedMs: number): number {
  let [count, pauseMs] = [0, pagesFirstMs]
  for (let atMs = pauseMs; atMs <= lastedMs; atMs += pauseMs) {
    count += 1
    pauseMs = Math.min(2 * pauseMs, pagesLongestMs)
  }
  return count
}

function asLine(entry: RestLogEntry, fromMs: number): string {
  const commands = entry.commands?.map((command) => command.split('?')[0]).join('+')
  return `${timeOf(entry) - fromMs} ms: ${commands ?? entry.method} ${entry.error ?? entry.httpStatus}`
}
