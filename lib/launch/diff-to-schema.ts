import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { NO_FILTER, withSchemaEngine } from './schema-engine.ts'

const SCHEMA = path.resolve(import.meta.dirname, '../../prisma/schema.prisma')

/** The SQL that leads from the database at `url` to prisma/schema.prisma; empty when it already is what the schema says. */
export async function diffToSchema(url: string): Promise<string> {
  const schema = { path: SCHEMA, content: await readFile(SCHEMA, 'utf8') }
  const { stdout } = await withSchemaEngine(url, (engine) =>
    engine.diff({
      from: { tag: 'schemaDatasource', files: [schema], configDir: path.dirname(SCHEMA) },
      to: { tag: 'schemaDatamodel', files: [schema] },
      script: true,
      exitCode: null,
      filters: NO_FILTER,
    }),
  )
  const script = stdout ?? ''
  return script.includes('This is an empty migration') ? '' : script
}
