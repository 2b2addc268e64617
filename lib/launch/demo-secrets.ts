import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/**
 * What only production has to be given: made once and kept under `dataDir`, readable by its owner alone, because the tokens in the
 * database are sealed with it. Variables that are set win.
 */
export function keepDemoSecrets(dataDir: string): Record<string, string> {
  const file = path.join(dataDir, 'secrets.json')
  if (!existsSync(file)) {
    const secrets = {
      B24_CLIENT_ID: 'app.demo.1',
      B24_CLIENT_SECRET: randomBytes(32).toString('hex'),
      ENCRYPTION_KEYS: `demo:${randomBytes(32).toString('base64')}`,
      SESSION_SECRET: randomBytes(48).toString('base64'),
    }
    writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 })
  }
  const secrets: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'))
  return Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, process.env[name] || value]))
}
