import { randomBytes } from 'node:crypto'

/** What `env()` needs beside the database. Random, so that nothing comes to rely on a value. */
export function testEnv(): Record<string, string> {
  return {
    APP_MODE: 'test',
    APP_URL: 'http://127.0.0.1:3000',
    B24_CLIENT_ID: 'app.test.1',
    B24_CLIENT_SECRET: randomBytes(24).toString('hex'),
    B24_ALLOW_PRIVATE_PORTALS: '1',
    ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
    SESSION_SECRET: randomBytes(48).toString('base64'),
    LOG_LEVEL: 'warn',
    DATA_DIR: 'test-results/data',
    // Only a test that takes the database away means to see it late; a machine that runs tests is now and then. Load is measured
    // with what production has.
    DATABASE_TIMEOUT_MS: '10000',
    // Nobody sends traffic to it that could go elsewhere.
    DRAIN_SECONDS: '0',
  }
}
