import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { Problem } from '#lib/platform/problem.ts'

const secretsFile = z.record(z.string(), z.string())

/**
 * What only production has to be given: made once and kept under `dataDir`, readable by its owner alone, because the tokens in the
 * database are sealed with it. Variables that are set win.
 * @throws Problem when what was kept cannot be read.
 */
export function storeDemoSecrets(dataDir: string): Record<string, string> {
  const file = path.join(dataDir, 'secrets.json')
  if (!existsSync(file)) {
    const secrets = {
      B24_CLIENT_ID: 'app.demo.1',
      B24_CLIENT_SECRET: randomBytes(32).toString('hex'),
      ENCRYPTION_KEYS: `demo:${randomBytes(32).toString('base64')}`,
      SESSION_SECRET: randomBytes(48).toString('base64'),
    }
    // Whole or not at all: a machine that stops in between must not leave the half of a key.
    writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  const secrets = read(file)
  return Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, process.env[name] || value]))
}

function read(file: string): Record<string, string> {
  try {
    return secretsFile.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw new Problem(`The demo's secrets in ${file} cannot be read: remove the directory they are in to begin anew.`)
  }
}
