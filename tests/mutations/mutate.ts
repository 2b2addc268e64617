import { readCommand } from '#lib/launch/read-command.ts'
import { runProgram } from '#lib/launch/run-program.ts'
import { Problem } from '#lib/platform/problem.ts'
import { startTestDatabase } from '../support/start-test-database.ts'
import { mutations } from './all-mutations.ts'
import type { Mutation } from './mutation.ts'
import { type Ran, runTests } from './run-tests.ts'
import { copyWorkingTree, type ScratchTree } from './scratch-tree.ts'

const text = { type: 'string' } as const
const { values: asked } = readCommand(
  `
npm run mutate -- [OPTIONS]

Takes the protections out of the code, one by one, and sees which test notices.

  --list            the mutations and their rows, without running anything
  --only NAME       this mutation alone; may be given again
  --from NAME       begin here: go on after an interruption
  --row TEXT        those of rows that contain this text, such as "security: H3"
  --document NAME   security or completeness
  --help            this text

It works in a copy of the working tree below the system's temporary directory, with a PostgreSQL of its own; some ten seconds each.
It ends with 1 when a mutation survives: no test noticed.
`,
  {
    options: {
      ...{ list: { type: 'boolean' }, only: { ...text, multiple: true } },
      ...{ from: text, row: text, document: text },
    },
  },
)

type Asked = typeof asked

const rowOf = ({ row: [document, row] }: Mutation) => `${document}: ${row}`
const line = (...cells: string[]) => process.stdout.write(`${cells.join('  ')}\n`)
const width = Math.max(...mutations.map(({ name }) => name.length))

await runProgram((parts) => mutate(parts, asked))

async function mutate(parts: AsyncDisposableStack, asked: Asked): Promise<void> {
  const chosen = choose(asked)
  if (asked.list) {
    for (const mutation of chosen) line(mutation.name.padEnd(width), rowOf(mutation))
    return
  }
  const ending = new AbortController()
  const tree = copyWorkingTree()
  parts.defer(tree.remove)
  const database = await startTestDatabase()
  parts.defer(() => database.stop())
  parts.defer(() => ending.abort())
  await requireGreen(tree, chosen, ending.signal)
  const outcomes = new Map<Mutation, Ran>()
  for (const mutation of chosen) {
    const ran = await runMutation(tree, mutation, ending.signal)
    if (ending.signal.aborted) return
    outcomes.set(mutation, ran)
    line(
      ran.kind === 'green' ? 'SURVIVED' : ran.kind.padEnd(8),
      mutation.name.padEnd(width),
      rowOf(mutation),
      told(ran),
    )
  }
  const unnoticed = [...outcomes].filter(([, { kind }]) => kind === 'green' || kind === 'broken')
  line(`\n${outcomes.size} mutations, ${unnoticed.length} survivors`)
  if (unnoticed.length > 0) throw new Problem(`No test noticed: ${unnoticed.map(([{ name }]) => name).join(', ')}.`)
}

function choose(asked: Asked): readonly Mutation[] {
  const names = new Set(mutations.map(({ name }) => name))
  for (const name of [...(asked.only ?? []), ...(asked.from ? [asked.from] : [])]) {
    if (!names.has(name)) throw new Problem(`There is no mutation ${name}: npm run mutate -- --list names them.`)
  }
  const start = asked.from ? mutations.findIndex(({ name }) => name === asked.from) : 0
  const chosen = mutations
    .slice(start)
    .filter((mutation) => !asked.only || asked.only.includes(mutation.name))
    .filter((mutation) => rowOf(mutation).includes(asked.row ?? ''))
    .filter(({ row: [document] }) => !asked.document || document === asked.document)
  if (chosen.length === 0) throw new Problem('No mutation is meant by that: npm run mutate -- --list names them.')
  return chosen
}

/** A test that is red anyway would notice everything. */
async function requireGreen(tree: ScratchTree, chosen: readonly Mutation[], signal: AbortSignal): Promise<void> {
  const tests = [...new Set(chosen.flatMap((mutation) => mutation.tests))]
  const ran = await runTests(tree.directory, tests, {
    ...{ env: process.env, signal, limitMs: tests.length * 60_000 },
    // A machine that is busy may miss a time limit once.
    args: ['--retry=2', '--no-file-parallelism'],
  })
  if (ran.kind === 'green' || signal.aborted) return
  throw new Problem(`Without any mutation the tests are ${ran.kind}. ${told(ran)}`)
}

async function runMutation(tree: ScratchTree, mutation: Mutation, signal: AbortSignal): Promise<Ran> {
  const mend = tree.apply(mutation)
  // What is migrated already would not see another migration.
  const { TEST_DATABASE_URL, ...withoutDatabase } = process.env
  const env = mutation.file.startsWith('prisma/') ? withoutDatabase : process.env
  try {
    const args = mutation.named ? [`--testNamePattern=${RegExp.escape(mutation.named)}`] : []
    return await runTests(tree.directory, mutation.tests, { env, signal, args })
  } finally {
    mend()
  }
}

function told(ran: Ran): string {
  switch (ran.kind) {
    case 'green':
      return ''
    case 'red':
      return ran.test
    case 'hung':
      return 'the tests came to no end'
    case 'broken':
      return `nothing ran:\n${ran.output.slice(-2_000)}`
  }
}
