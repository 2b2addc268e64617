import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

/** From here on a version before runs beside the one that migrates (CONTRIBUTING.md). */
const FIRST = '20261201'

/** What the version before may still use. Each exception: the migration, the start of the statement, and since which release nobody uses that. */
const LAWFUL: readonly { migration: string; statement: string; reason: string }[] = []

/** Statements without comments, and without the bodies of functions, which are replaced whole. */
function readStatements(sql: string): string[] {
  const plain = sql
    .replaceAll(/--.*$/gm, '')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\$(\w*)\$[\s\S]*?\$\1\$/g, '$$')
  return plain.split(';').map((statement) => statement.replaceAll(/\s+/g, ' ').trim())
}

/** What a statement takes from a version that does not know of it; null where nothing. */
function whatItTakes(statement: string, made: ReadonlySet<string>): string | null {
  const text = statement.toLowerCase()
  const dropped = /^drop (table|view|materialized view|type|schema|sequence|role) /.exec(text)?.[1]
  if (dropped !== undefined) return `drops a ${dropped}`
  const table = /^alter table (?:if exists )?(?:only )?"?(?:public"?\."?)?(\w+)"?/.exec(text)?.[1]
  if (/^alter \w+ .*\brename\b/.test(text)) return 'renames'
  // Nobody has used a table that this migration makes.
  if (table === undefined || made.has(table)) return null
  if (/\bdrop (column|"?(?!constraint|default|not|expression|identity)\w+"?)/.test(text)) return 'drops a column'
  if (/\bset not null\b/.test(text)) return 'forbids null'
  if (/\b(set data )?type\b/.test(text) && /\balter column\b/.test(text)) return 'changes a type'
  if (/\bdrop default\b/.test(text)) return 'drops a default'
  const added = text.split(/\badd column /).slice(1)
  const isFilled = /\b(default|generated)\b/
  return added.some((column) => /\bnot null\b/.test(column) && !isFilled.test(column))
    ? 'adds what has to be given'
    : null
}

function findBreaks(sql: string): { statement: string; takes: string }[] {
  const statements = readStatements(sql)
  const tables = statements.flatMap(
    (statement) => /^create (?:unlogged )?table (?:if not exists )?"?(\w+)/i.exec(statement)?.[1]?.toLowerCase() ?? [],
  )
  return statements.flatMap((statement) => {
    const takes = whatItTakes(statement, new Set(tables))
    return takes === null ? [] : [{ statement, takes }]
  })
}

describe('what is seen as taken from the version before', () => {
  test.each([
    ['drop table feed', 'drops a table'],
    ['DROP VIEW schedule.due', 'drops a view'],
    ['ALTER TABLE "feed_item" DROP COLUMN "title"', 'drops a column'],
    ['alter table feed_item drop title', 'drops a column'],
    ['alter table feed_item rename column a to b', 'renames'],
    ['alter index a rename to b', 'renames'],
    ['alter table feed_item alter column a set not null', 'forbids null'],
    ['alter table feed_item alter column a type text', 'changes a type'],
    ['alter table feed_item alter column a drop default', 'drops a default'],
    ['alter table feed_item add column a int default 1, add column b int not null', 'adds what has to be given'],
  ])('%s: %s', (statement, takes) =>
    expect(findBreaks(`-- drop table x;\n${statement};`)).toEqual([{ statement, takes }]),
  )

  test.each([
    'alter table a add column b int not null default 0',
    'alter table a add column b int',
    'alter table a drop constraint b',
    'drop index a',
    'create table a (id int not null); alter table a alter column id set not null',
    'create function f() returns void as $$ begin drop table a; end $$ language plpgsql',
  ])('not: %s', (sql) => expect(findBreaks(sql)).toEqual([]))
})

test('no migration takes from the version before what it still uses: that is one release later', () => {
  const names = readdirSync('prisma/migrations').filter((name) => name >= FIRST && /^\d/.test(name))
  expect(names.length).toBeGreaterThan(0)
  const found = names.flatMap((migration) =>
    findBreaks(readFileSync(`prisma/migrations/${migration}/migration.sql`, 'utf8')).map((each) => ({
      migration,
      ...each,
    })),
  )
  const isLawful = ({ migration, statement }: { migration: string; statement: string }) =>
    LAWFUL.some((each) => each.migration === migration && statement.startsWith(each.statement))
  expect(found.filter((each) => !isLawful(each))).toEqual([])
  expect(
    LAWFUL.filter(
      ({ migration, statement, reason }) =>
        reason === '' || !found.some((each) => each.migration === migration && each.statement.startsWith(statement)),
    ),
  ).toEqual([])
})
