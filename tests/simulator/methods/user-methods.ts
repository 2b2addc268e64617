import { asId, asList, asText, isMap, type JsonMap } from '../json-value.ts'
import type { User } from '../portal-state.ts'
import { type Methods, page, param } from '../rest-method.ts'

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
  'user.current': { scope: 'user_brief', seconds: 0.002, run: ({ user }) => ({ result: userRow(user) }) },
  'user.get': {
    scope: 'user_brief',
    seconds: 0.005,
    run: ({ portal, params }) => {
      const filter = param(params, 'FILTER')
      const wanted = isMap(filter) ? filter : params
      const ids = asList(param(wanted, 'ID')).map(asId)
      const active = asText(param(wanted, 'ACTIVE'))
      const users = portal.state.users.filter(
        (user) =>
          (ids.length === 0 || ids.includes(user.id)) &&
          (active === '' || user.active === (active === 'Y' || active === 'true' || active === '1')),
      )
      const { rows, ...counts } = page(users, asId(param(params, 'start')))
      return { result: rows.map(userRow), ...counts }
    },
  },
}

const userRow = (user: User): JsonMap => ({
  ID: String(user.id),
  ACTIVE: user.active,
  NAME: user.firstName,
  LAST_NAME: user.lastName,
  SECOND_NAME: '',
  PERSONAL_PHOTO: '',
  WORK_POSITION: user.position,
})
