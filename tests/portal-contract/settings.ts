import { z } from 'zod'

const flag = z
  .string()
  .optional()
  .transform((text) => text === '1')
const word = z
  .string()
  .trim()
  .optional()
  .transform((text) => text || null)

const settingsSchema = z
  .object({
    B24_CLIENT_ID: word,
    B24_CLIENT_SECRET: word,
    B24_REFRESH_TOKEN: word,
    B24_SECOND_REFRESH_TOKEN: word,
    B24_TOKEN_FILE: word,
    B24_OAUTH_SERVERS: word,
    RECORD: word,
    WRITE: flag,
  })
  .transform((vars) => ({
    clientId: vars.B24_CLIENT_ID,
    clientSecret: vars.B24_CLIENT_SECRET,
    refreshToken: vars.B24_REFRESH_TOKEN,
    secondRefreshToken: vars.B24_SECOND_REFRESH_TOKEN,
    tokenFile: vars.B24_TOKEN_FILE ?? '.data/check-portal.json',
    servers: (vars.B24_OAUTH_SERVERS ?? 'https://oauth.bitrix.info,https://oauth.bitrix24.tech')
      .split(',')
      .map((server) => server.trim().replace(/\/+$/, '')),
    record: vars.RECORD,
    mayWrite: vars.WRITE,
  }))

export type Settings = z.output<typeof settingsSchema>

/** What the environment says. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return settingsSchema.parse(env)
}
