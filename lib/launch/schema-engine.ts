import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'
import { once } from '#lib/platform/once.ts'
import { charReadingAdapter } from './char-reading-adapter.ts'

/** Nothing is managed by anybody else. */
export const NO_FILTER = { externalTables: [], externalEnums: [] }

const wasmFile = path.resolve(
  import.meta.dirname,
  '../../node_modules/@prisma/schema-engine-wasm/schema_engine_bg.wasm',
)

/**
 * Runs `work` with Prisma's schema engine (the one behind `prisma migrate`, as WebAssembly) connected to `url`. For development
 * only: its package is not installed in production.
 */
export async function withSchemaEngine<T>(
  url: string,
  work: (engine: bindings.SchemaEngine) => Promise<T>,
): Promise<T> {
  await once('schema-engine', load)
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 10_000 })
  pool.on('error', () => {})
  try {
    const factory = bindMigrationAwareSqlAdapterFactory(charReadingAdapter(pool))
    const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, () => {}, factory)
    return await work(engine).finally(() => engine.free())
  } finally {
    // The engine's advisory lock belongs to a connection of this pool and goes with it.
    await pool.end()
  }
}

async function load(): Promise<void> {
  // Without this registry a panic of the engine reads as a TypeError about it.
  const panics = {
    message: '',
    set_message(message: string) {
      this.message = message
    },
  }
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panics })
  const imports = { './schema_engine_bg.js': bindings } as unknown as WebAssembly.Imports
  const { instance } = await WebAssembly.instantiate(await readFile(wasmFile), imports)
  const { __wbg_set_wasm: setWasm } = bindings as unknown as { __wbg_set_wasm(exports: WebAssembly.Exports): void }
  const { __wbindgen_start: start } = instance.exports as { __wbindgen_start?: () => void }
  setWasm(instance.exports)
  start?.()
}
