import type { JsonMap } from './json-value.ts'

export type OAuthAnswer = {
  status: number
  body: JsonMap
}

export const oauthError = (status: number, error: string, description = ''): OAuthAnswer => ({
  status,
  body: { error, error_description: description },
})
