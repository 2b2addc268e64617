import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import fc from 'fast-check'
import { type FuzzedRequest, fuzzedRequests } from './fuzz-bodies.ts'

const BATCH = 250
const SAMPLE_EVERY = 500
const PARALLEL = 16
const ANSWER_WITHIN_MS = 10_000
const maxExamples = 5

export type FuzzResult = {
  sent: number
  /** How many answers of each kind: `events 403`. `cut`: the app hung up, which it may where a body is too large. */
  answers: Map<string, number>
  /** What must not be: an answer of 5xx, none at all, or a cut one; with the body as JSON. */
  wrong: string[]
  /** Of the app's process, sampled now and then. */
  residentMb: number[]
}

/**
 * Sends `count` hostile requests, the same ones for the same seed.
 * @param target.memberIds portals to speak of, installed ones and unknown ones.
 */
export async function runFuzz(
  target: { appUrl: string; pid: number; memberIds: readonly string[] },
  { count, seed, stopAtMs }: { count: number; seed: number; stopAtMs: number },
): Promise<FuzzResult> {
  const result: FuzzResult = { sent: 0, answers: new Map(), wrong: [], residentMb: [] }
  const agent = new Agent({ keepAlive: true, maxSockets: PARALLEL })
  const waiting = generate(target.memberIds, count, seed)
  const sendOn = async () => {
    // One source for all senders: a slow answer holds up nobody but its sender.
    for (const one of waiting) {
      if (Date.now() >= stopAtMs) return
      note(result, one, await send(agent, target.appUrl, one))
      result.sent += 1
      if (result.sent % SAMPLE_EVERY === 0) result.residentMb.push(residentMb(target.pid))
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, sendOn))
  agent.destroy()
  return result
}

/** The requests one by one, made in batches: the n-th is the same for the same seed. */
function* generate(memberIds: readonly string[], count: number, seed: number): Generator<FuzzedRequest, void> {
  const requests = fuzzedRequests(memberIds)
  for (let made = 0; made < count; made += BATCH) {
    yield* fc.sample(requests, { seed: seed + made, numRuns: Math.min(BATCH, count - made) })
  }
}

type Answered = number | 'cut' | 'none'

function note(result: FuzzResult, one: FuzzedRequest, answered: Answered): void {
  const name = `${one.route} ${answered}`
  result.answers.set(name, (result.answers.get(name) ?? 0) + 1)
  const bytes = Buffer.concat(one.chunks)
  const mayCut = answered === 'cut' && bytes.length > 8 * 1024
  const isWrong =
    answered === 'none' || (answered === 'cut' && !mayCut) || (typeof answered === 'number' && answered >= 500)
  if (!isWrong || result.wrong.length >= maxExamples) return
  result.wrong.push(
    `${name} ?${one.query} ${JSON.stringify(one.headers)} ${JSON.stringify(bytes.toString('latin1').slice(0, 2_000))}`,
  )
}

function send(agent: Agent | false, appUrl: string, one: FuzzedRequest): Promise<Answered> {
  const { route, query, headers, chunks } = one
  const { promise, resolve } = Promise.withResolvers<Answered>()
  const length = chunks.length === 1 ? { 'content-length': String(chunks[0]?.length) } : {}
  const options = { method: 'POST', agent, headers: { ...headers, ...length }, timeout: ANSWER_WITHIN_MS }
  const sent = request(`${appUrl}/api/${route}?${query}`, options, (response) => {
    response.resume()
    // Not its `close`: that comes only once the socket is let go, seconds later where the app did not read the body.
    response.on('end', () => resolve(response.statusCode ?? 'none'))
    response.on('close', () => resolve(response.statusCode ?? 'none'))
  })
  sent.on('timeout', () => {
    resolve('none')
    sent.destroy()
  })
  // A connection that is kept may have been closed just then: that says nothing about this body.
  sent.on('error', () => resolve(sent.reusedSocket ? send(false, appUrl, one) : 'cut'))
  for (const chunk of chunks) sent.write(chunk)
  sent.end()
  return promise
}

/** Linux. */
function residentMb(pid: number): number {
  const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Math.round(Number(kb) / 1024)
}

/** The median of the last quarter less that of the second: what is left once the process has warmed up. */
export function growthMb(samples: readonly number[]): number {
  const quarter = Math.max(1, Math.floor(samples.length / 4))
  const median = (part: readonly number[]) => part.toSorted((a, b) => a - b)[Math.floor(part.length / 2)] ?? 0
  return median(samples.slice(-quarter)) - median(samples.slice(quarter, quarter * 2))
}
