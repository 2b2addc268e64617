import { asId, asList, asText, isMap, type JsonMap, type JsonValue } from '../json-value.ts'
import { photoPath } from '../photo.ts'
import type { Portal } from '../portal.ts'
import type { User } from '../portal-state.ts'
import { type Methods, page, param } from '../rest-method.ts'
import { compileFilter, compileOrder, type Fields } from '../row-filter.ts'

/** Who is who (common/users/profile.md, user-admin.md, user/user-get.md with scope user_brief). */
export const userMethods: Methods = {
  profile: {
    scope: '',
    seconds: 0.002,
    run: ({ user }) => ({
      result: {
        ID: String(user.id),
        ADMIN: user.admin,
        NAME: user.firstName,
        LAST_NAME: user.lastName,
        PERSONAL_GENDER: '',
        TIME_ZONE: '',
      },
    }),
  },
  'user.admin': { scope: '', seconds: 0.001, run: ({ user }) => ({ result: user.admin }) },
  'user.current': {
    scope: 'user_brief',
    seconds: 0.002,
    run: ({ portal, user }) => ({ result: userRow(portal, user) }),
  },
  'user.get': {
    scope: 'user_brief',
    seconds: 0.005,
    run: ({ portal, params }) => {
      const { rows, ...counts } = listUsers(
        portal.state.users.map((user) => userRow(portal, user)),
        params,
      )
      return { result: rows.map((row) => selected(row, params)), ...counts }
    },
  },
}

/** A name that nobody can filter by counts for nothing (user/user-get.md); `sort` is one field, `order` its direction. */
function listUsers(rows: JsonMap[], params: JsonMap) {
  const given = param(params, 'FILTER')
  const wanted = Object.entries(isMap(given) ? given : params).flatMap(([key, value]) => condition(key, value))
  const test = compileFilter(Object.fromEntries(wanted), USER_FIELDS)
  const sort = asText(param(params, 'sort')).toUpperCase() || 'ID'
  const inOrder = compileOrder({ [sort]: asText(param(params, 'order')) || 'ASC' }, USER_FIELDS)
  return page(rows.filter(test).sort(inOrder), asId(param(params, 'start')))
}

function condition(key: string, value: JsonValue): [string, JsonValue][] {
  const name = key.toUpperCase()
  if (Array.isArray(value) && value.length === 0) return []
  if (name === 'NAME_SEARCH') return [['0', { logic: 'OR', '%NAME': value, '%LAST_NAME': value }]]
  return [[name, name.endsWith('ACTIVE') ? ['Y', 'true', '1'].includes(asText(value)) : value]]
}

/** Fields that are not there are skipped without a word. */
function selected(row: JsonMap, params: JsonMap): JsonMap {
  const names = asList(param(params, 'select')).map(asText)
  if (names.length === 0 || names.includes('*')) return row
  return Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name)))
}

const userRow = (portal: Portal, user: User): JsonMap => ({
  ID: String(user.id),
  ACTIVE: user.active,
  NAME: user.firstName,
  LAST_NAME: user.lastName,
  SECOND_NAME: '',
  PERSONAL_PHOTO: user.hasPhoto ? `${portal.origin}${portal.addresses.path}${photoPath(user.id)}` : '',
  WORK_POSITION: user.position,
})

const NAMES = ['ID', 'ACTIVE', 'NAME', 'LAST_NAME', 'SECOND_NAME', 'PERSONAL_PHOTO', 'WORK_POSITION']
const USER_FIELDS: Fields = { has: (name) => NAMES.includes(name), others: 'ignored' }
