import { z } from 'zod'
import { idSchema } from './ids.ts'
import { type ListPage, listPageSize, readRows } from './list-rows.ts'
import type { Command } from './rest-batch.ts'
import { nameSchema } from './text-schema.ts'

/** `photo`: an address, or a path on the portal, as it was told. */
export type UserRow = { readonly id: number; readonly name: string; readonly photo: string | null }

const longestPhoto = 1_024

/** As many as a page has, so that one page tells of all. */
export const maxListedUsers = listPageSize

/** `user.get` of these users, at most `maxListedUsers` (api-reference/user/user-get.md). */
export function listUsers(ids: readonly string[]): Command {
  return { method: 'user.get', params: { FILTER: { ID: ids } } }
}

/** `user.get` of who works there and has these words in the name, or of anybody; one page of them (api-reference/user/user-get.md). */
export function findUsers(words: string): Command {
  const filter = { ACTIVE: true, ...(words !== '' && { NAME_SEARCH: words }) }
  return { method: 'user.get', params: { FILTER: filter, sort: 'LAST_NAME', order: 'ASC' } }
}

const userSchema = z
  .object({ ID: idSchema, NAME: nameSchema, LAST_NAME: nameSchema, PERSONAL_PHOTO: nameSchema })
  .transform(
    ({ ID, NAME, LAST_NAME, PERSONAL_PHOTO }): UserRow => ({
      id: ID,
      name: [NAME, LAST_NAME].filter(Boolean).join(' '),
      photo: PERSONAL_PHOTO === '' || PERSONAL_PHOTO.length > longestPhoto ? null : PERSONAL_PHOTO,
    }),
  )

/** As it came, also whoever has no name; empty for an answer that is no list. */
export function readUserPage(result: unknown): ListPage<UserRow> {
  return readRows(result, userSchema) ?? { rows: [], count: 0 }
}
