import { asText, type JsonMap } from './json-value.ts'
import { param } from './rest-method.ts'

/** Every permission that there is (scopes/permissions.md). */
export const SCOPES = [
  ...[
    'ai_admin',
    'biconnector',
    'bizproc',
    'booking',
    'calendar',
    'call',
    'cashbox',
    'catalog',
    'contact_center',
    'crm',
  ],
  ...[
    'documentgenerator',
    'delivery',
    'department',
    'disk',
    'entity',
    'humanresources',
    'humanresources.hcmlink',
    'im',
  ],
  ...['imbot', 'imconnector', 'imopenlines', 'intranet', 'landing', 'lists', 'log', 'mailservice', 'main'],
  ...['messageservice', 'mobile', 'pay_system', 'placement', 'pull', 'rpa', 'sale', 'salescenter', 'sign.b2e'],
  ...['socialnetwork', 'sonet_group', 'task', 'telephony', 'timeman', 'user', 'user_basic', 'user_brief'],
  ...['user.userfield', 'userfieldconfig', 'userconsent', 'vote'],
]

/** A flag of a request, as JSON or a form has it. */
export const isTrue = (params: JsonMap, name: string): boolean =>
  ['1', 'true', 'Y'].includes(asText(param(params, name)))

/** Names by the permission that they belong to; '' belongs to every app. */
export type ByScope = Record<string, string[]>

/**
 * What `events` and `placement.list` answer: with SCOPE the names of that permission alone, else with FULL all that there are, else those of
 * the app's permissions and those that need none (events/events.md, widgets/placement-list.md).
 */
export function namesOfScopes(byScope: ByScope, granted: string, params: JsonMap): string[] {
  const one = asText(param(params, 'SCOPE'))
  if (one !== '') return byScope[one] ?? []
  const scopes = granted.split(',')
  const isOffered = (scope: string) => scope === '' || isTrue(params, 'FULL') || scopes.includes(scope)
  return Object.entries(byScope).flatMap(([scope, names]) => (isOffered(scope) ? names : []))
}
