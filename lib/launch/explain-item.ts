import { systemClock } from '#lib/platform/clock.ts'
import { Problem } from '#lib/platform/problem.ts'
import { formatFacts } from './facts.ts'
import { openApp } from './open-app.ts'
import { readCommand } from './read-command.ts'
import { runProgram } from './run-program.ts'

const {
  values,
  words: [name = '', ...numbers],
} = readCommand(
  `
npm run items:explain -- PORTAL TYPE ITEM [--json]

Tells why an item is in the feed of a portal or not: the verdict, its watch, its row, who may see it by which rule, and its receipts, the newest
first. Reads only, asks the CRM nothing, and tells nothing of what the item holds.

  PORTAL      its address, member_id or id, as npm run portals:list prints them
  TYPE        entityTypeId, such as 1220
  ITEM        the item's number
  --json      prints an object for programs
`,
  { options: { json: { type: 'boolean' } }, words: [3, 3] },
)

// `npm run items:explain`: why an item is where it is.
await runProgram(async (parts) => {
  await openApp(parts)
  const [entityTypeId = 0, itemId = 0] = numbers.map(Number)
  if (![entityTypeId, itemId].every((number) => Number.isSafeInteger(number) && number > 0))
    throw new Problem('TYPE and ITEM are numbers from 1 on, such as 1220 and 22.')
  const [{ findOnePortal }, { inspectItem }, { loadMessages }] = await Promise.all([
    import('#lib/operate/find-one-portal.ts'),
    import('#lib/operate/inspect-item.ts'),
    import('#lib/language/load-messages.ts'),
  ])
  const told = await inspectItem(await findOnePortal(name), { entityTypeId, itemId }, systemClock())
  const sentence = (await loadMessages('en'))[`diagnostics.verdict.${told.verdict.code}`]
  process.stdout.write(
    values.json
      ? `${JSON.stringify(told, null, 2)}\n`
      : `${sentence} The CRM was not asked whether it has this item.\n\n${formatFacts(told)}`,
  )
})
