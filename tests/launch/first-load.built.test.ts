import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

/** Both in bytes. The second is what also comes before the first row is on the screen. */
const FIRST_LOAD_BUDGET = 150_000
const FEED_BUDGET = 170_500

const sizeOf = (chunk: string) => gzipSync(readFileSync(path.join('.next', chunk))).length
const sum = (chunks: Iterable<string>) => [...chunks].reduce((total, chunk) => total + sizeOf(chunk), 0)

/** The scripts that the feed page's HTML names: the framework's, and those of the page and its layouts. */
function firstLoad(): Set<string> {
  const manifest = JSON.parse(readFileSync('.next/build-manifest.json', 'utf8')) as { rootMainFiles: string[] }
  const [file = ''] = globSync('.next/server/app/(frame)/f/*/feed/page_client-reference-manifest.js')
  const named = readFileSync(file, 'utf8').match(/static\/chunks\/[\w.~-]+\.js/g) ?? []
  return new Set([...manifest.rootMainFiles, ...named])
}

/** The chunks that hold the feed itself, which the page fetches while it wakes up. */
function feedChunks(): string[] {
  const chunks = globSync('static/chunks/*.js', { cwd: '.next' })
  return chunks.filter((chunk) => readFileSync(path.join('.next', chunk), 'utf8').includes('new-items-pill'))
}

test('the first load of the feed is at most 150 kB, and with the feed itself 170.5 kB', () => {
  const first = firstLoad()
  expect(first.size).toBeGreaterThan(3)
  const page = sum(first)
  const feed = feedChunks().filter((chunk) => !first.has(chunk))
  expect(feed).toHaveLength(1)
  process.stdout.write(
    `first load ${(page / 1000).toFixed(1)} kB gzip, the feed ${(sum(feed) / 1000).toFixed(1)} kB more\n`,
  )
  expect(page).toBeLessThanOrEqual(FIRST_LOAD_BUDGET)
  expect(page + sum(feed)).toBeLessThanOrEqual(FEED_BUDGET)
})

test('nothing of the server, of zod or of the portal SDK is in the first load', () => {
  const wrong = [...firstLoad()].filter((chunk) =>
    /ZodType|b24jssdk|JSSDK_|PrismaClient/.test(readFileSync(path.join('.next', chunk), 'utf8')),
  )
  expect(wrong).toEqual([])
})
