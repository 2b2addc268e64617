import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Ran } from './run-battery.ts'
import { Scrubber } from './scrub.ts'

const fixtureSchema = z.object({
  page: z.string(),
  title: z.string(),
  /** Whose answers these are: a portal's, or the simulator's own while nobody has recorded a portal's. */
  of: z.enum(['simulator', 'portal']),
  answers: z.array(z.object({ asked: z.string(), status: z.number(), body: z.unknown() })),
})

/** The answers of one check, scrubbed: what the simulator has to give back in shape. */
export type Fixture = z.infer<typeof fixtureSchema>

/** Writes one file per check that was asked; the simulator's answers replace no portal's. @returns how many. */
export function writeFixtures(folder: string, all: readonly Ran[], of: Fixture['of']): number {
  mkdirSync(folder, { recursive: true })
  const scrubber = new Scrubber()
  const ofPortals = new Set(readFixtures(folder).flatMap((fixture) => (fixture.of === 'portal' ? fixture.title : [])))
  const isToWrite = ({ title }: { title: string }) => of === 'portal' || !ofPortals.has(title)
  const asked = all.filter(({ lacks, answers, check }) => lacks === null && answers.length > 0 && isToWrite(check))
  for (const { check, answers } of asked) {
    const { page, title } = check
    const scrubbed = answers.map(({ body, ...answer }) => ({ ...answer, body: scrubber.scrub(body) }))
    const fixture: Fixture = { page, title, of, answers: scrubbed }
    writeFileSync(path.join(folder, `${fileName(title)}.json`), `${JSON.stringify(fixture, null, 2)}\n`)
  }
  return asked.length
}

export function readFixtures(folder: string): Fixture[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return files.map((name) => fixtureSchema.parse(JSON.parse(readFileSync(path.join(folder, name), 'utf8'))))
}

function fileName(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
