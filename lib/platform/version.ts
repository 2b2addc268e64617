import packageJson from '../../package.json' with { type: 'json' }

/** What is released under this number; CHANGELOG.md says what is in it. */
export const version: string = packageJson.version

/** What was checked out when it was built (`next.config.ts`); `unknown` where nobody could say. */
export const commit: string = process.env.BUILD_COMMIT || 'unknown'
