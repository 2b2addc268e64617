import { asId, asPhpArray, asText, isMap, type JsonMap, type JsonValue } from '../json-value.ts'
import { notifyUser } from '../notifications.ts'
import { portalNow } from '../portal.ts'
import { portalTime } from '../portal-time.ts'
import { RestError } from '../rest-error.ts'
import { type Methods, param } from '../rest-method.ts'
import { isTrue, SCOPES } from '../scopes.ts'

/** The app itself, its options, and small services (common/system/app-info.md, common/settings). */
export const appMethods: Methods = {
  'app.info': {
    scope: '',
    seconds: 0.003,
    run: ({ portal }) => ({
      result: {
        ID: 1,
        CODE: 'vendor.smartfeed',
        VERSION: portal.state.version,
        STATUS: 'F',
        INSTALLED: portal.state.installed,
        PAYMENT_EXPIRED: portal.state.paymentExpired ? 'Y' : 'N',
        DAYS: portal.state.paymentExpired ? -1 : null,
        LANGUAGE_ID: portal.state.language,
        LICENSE: portal.state.license,
        LICENSE_TYPE: portal.state.license.replace(/^[a-z]+_/, ''),
        LICENSE_FAMILY: portal.state.license.replace(/^[a-z]+_|\d+$/g, ''),
      },
    }),
  },
  scope: {
    scope: '',
    seconds: 0.001,
    run: ({ portal, params }) => ({ result: isTrue(params, 'full') ? SCOPES : portal.state.scope.split(',') }),
  },
  'server.time': { scope: '', seconds: 0.001, run: ({ world }) => ({ result: portalTime(world.now()) }) },
  'app.option.get': {
    scope: '',
    seconds: 0.002,
    run: ({ portal, params }) => option(portal.state.appOptions, asText(param(params, 'option'))),
  },
  'app.option.set': {
    scope: '',
    seconds: 0.002,
    run: ({ world, portal, user, params }) => {
      if (!user.admin) throw new RestError('ACCESS_DENIED', 'Administrator authorization required', 403)
      const options = param(params, 'options')
      if (!isMap(options)) throw new RestError('ERROR_ARGUMENT', 'Argument is null or empty')
      Object.assign(portal.state.appOptions, options)
      world.changed()
      return { result: true }
    },
  },
  'user.option.get': {
    scope: '',
    seconds: 0.002,
    run: ({ user, params }) => option(user.options, asText(param(params, 'option'))),
  },
  'user.option.set': {
    scope: '',
    seconds: 0.002,
    run: ({ world, user, params }) => {
      const options = param(params, 'options')
      if (!isMap(options)) throw new RestError('ERROR_ARGUMENT', 'Argument is null or empty')
      Object.assign(user.options, options)
      world.changed()
      return { result: true }
    },
  },
  'im.notify.system.add': {
    scope: 'im',
    seconds: 0.01,
    run: ({ world, portal, params }) => {
      const userId = asId(param(params, 'USER_ID'))
      if (!portal.state.users.some((user) => user.id === userId))
        throw new RestError('USER_ID_EMPTY', 'User ID is empty')
      const message = asText(param(params, 'MESSAGE'))
      if (message === '') throw new RestError('MESSAGE_EMPTY', "Message can't be empty")
      const tag = asText(param(params, 'TAG'))
      return { result: notifyUser(portal, new Date(portalNow(world, portal)), { userId, message, tag }) }
    },
  },
}

function option(options: JsonMap, name: string): { result: JsonValue } {
  if (name !== '') return { result: options[name] ?? '' }
  return { result: asPhpArray(options) }
}
