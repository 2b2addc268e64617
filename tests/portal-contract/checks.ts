import { refusalCode } from '#lib/bitrix24/ask-server.ts'
import { askTokenOwner } from '#lib/bitrix24/ask-token-owner.ts'
import { boundEvents, isAbsent, readBindings } from '#lib/bitrix24/bindings.ts'
import { readWalk, walkCommands } from '#lib/bitrix24/item-walk.ts'
import { addComment, listComments, readComments, readUpdated, updateItem } from '#lib/bitrix24/item-write.ts'
import { listPageSize } from '#lib/bitrix24/list-rows.ts'
import { readChainRefusal } from '#lib/bitrix24/refusals.ts'
import { itemFields, listByIds, listNewest, listNone, readIds, readPage } from '#lib/bitrix24/remote-item.ts'
import { callBatch, encodeQuery } from '#lib/bitrix24/rest-batch.ts'
import { toRestFailure } from '#lib/bitrix24/rest-error.ts'
import { restLimit } from '#lib/bitrix24/rest-limit.ts'
import { readTime } from '#lib/bitrix24/rest-time.ts'
import {
  type EntityType,
  invoiceEntityTypeId,
  listTypes,
  listTypesByNumbers,
  readTypes,
} from '#lib/bitrix24/smart-process.ts'
import { inOrder, listStages, readStagePage, stageEntityId } from '#lib/bitrix24/stage-list.ts'
import { readCategories, readUsers } from '#lib/directory/directory-entry.ts'
import { type Answer, codeOf, descriptionOf, fieldsOf, isRefused, namesOf, resultOf, rowsOf } from './answer.ts'
import { askServer } from './chain.ts'
import { type Check, check, type Judgement, unless } from './check.ts'
import { bindingHandler, newTitle } from './marker.ts'
import type { Portal } from './portal.ts'
import {
  anything,
  filledType,
  hiddenItem,
  listedTypes,
  madeType,
  notifications,
  placements,
  type SeenType,
  secondPerson,
  users,
  writing,
} from './seen.ts'

const oauth = 'settings/oauth/'
const system = 'api-reference/common/system/'
const errors = '_includes/system-errors.md'
const events = 'api-reference/events/'
const widgets = 'api-reference/widgets/'
const universal = 'api-reference/crm/universal/'
const types = `${universal}user-defined-object-types/`
const comments = 'api-reference/crm/timeline/comments/'
const batch = 'settings/how-to-call-rest-api/batch.md'
const lists = 'settings/how-to-call-rest-api/list-methods-pecularities.md'

/** Fields that a smart process has or not by its switches (object-fields.md). */
const bySwitches = ['categoryId', 'stageId', 'opportunity', 'currencyId']
/** A number that no smart process, and no item, has. */
const nobody = 999_999_999

const ascend = (numbers: readonly number[]) =>
  numbers.every((number, at) => at === 0 || (numbers[at - 1] ?? 0) < number)
const numbersOf = (answer: Answer, list: string, name: string) => rowsOf(answer, list).map((row) => Number(row[name]))
const typeIds = (answer: Answer) => numbersOf(answer, 'types', 'id')
const itemIds = (answer: Answer) => numbersOf(answer, 'items', 'id')
const has = (answer: Answer, name: string) => fieldsOf(answer.body)?.[name] !== undefined

/** The refusal that the page names: HTTP status and code, and what the app makes of it. */
function refused(answer: Answer, status: number, code: string, kind?: string): Judgement[] {
  const told = `HTTP ${answer.status} ${isRefused(answer) ? codeOf(answer) || 'without a code' : 'no refusal'}`
  const wanted = `${answer.asked} should be refused with HTTP ${status} ${code || 'without a code'}`
  const isSo = answer.status === status && codeOf(answer)?.toUpperCase() === code.toUpperCase()
  if (!isSo || kind === undefined) return [unless(isSo, `${wanted}, and is answered ${told}`)]
  const made = toRestFailure(code, { status, description: descriptionOf(answer) }).kind
  return [unless(made === kind, `${wanted}, of which the app makes ${made}, not ${kind}`)]
}

const listItems = (portal: Portal, type: { entityTypeId: number }, params: object) =>
  portal.ask('crm.item.list', { entityTypeId: type.entityTypeId, select: ['id'], start: -1, ...params })

const listed = (portal: Portal, { method, params }: { method: string; params: object }) => portal.ask(method, params)

/** Item ids in the middle of what was seen: some are before and behind it where there are several. */
const middleOf = ({ items }: SeenType) => items[Math.floor(items.length / 2)]?.itemId ?? 0

const app: readonly Check[] = [
  check(anything, {
    page: `${oauth}auto-renewal.md`,
    title: 'a refresh gives a new pair, and says whose it is',
    mayLack: ['scope'],
    ask: async (portal) => [portal.first.began],
    judge: ([{ status, body }], _, { userId }) => {
      const fields = fieldsOf(body)
      return [
        unless(status === 200, `the refresh answers HTTP ${status}`),
        unless(fields?.expires_in === 3600, 'the access token does not live for 3600 s'),
        unless(typeof fields?.expires === 'number', 'expires is no number'),
        unless(typeof fields?.member_id === 'string', 'there is no member_id'),
        unless(userId > 0, 'there is no user_id'),
        unless(/^https?:\/\/.+\/rest\/$/.test(String(fields?.client_endpoint)), 'client_endpoint is no REST address'),
      ]
    },
  }),
  check(anything, {
    page: `${oauth}index.md`,
    title: 'the OAuth server tells whose token it is',
    mayLack: ['operating_reset_at'],
    ask: async ({ first }) => [
      await askServer(first.server, '/rest/app.info/', { auth: first.pair.accessToken }),
      ownAnswer(await askTokenOwner(first.config, first.pair.accessToken)),
    ],
    judge: ([, owner], _, { userId }) => {
      const fields = fieldsOf(owner.body)
      return [
        unless(fields?.kind === undefined, `the app does not believe it: ${fields?.code}`),
        unless(fields?.userId === userId, 'user_id is not that of the refresh'),
        unless(fields?.installed === true, 'the app is not installed'),
      ]
    },
  }),
  check(anything, {
    page: `${oauth}error-codes.md`,
    title: 'the OAuth server refuses a token that nobody has',
    ask: async ({ first }) => [await askServer(first.server, '/rest/app.info/', { auth: 'f'.repeat(70) })],
    judge: ([answer]) => [unless(refusalCode(answer.body) !== null, 'the app reads no refusal in it')],
  }),
  check(anything, {
    page: `${system}app-info.md`,
    title: 'app.info tells state, version and plan',
    mayLack: ['LICENSE_PREVIOUS', 'LICENSE_TYPE', 'LICENSE_FAMILY'],
    ask: async (portal) => [await portal.ask('app.info')],
    judge: ([answer]) => {
      const fields = fieldsOf(resultOf(answer))
      return [
        unless(typeof fields?.INSTALLED === 'boolean', 'INSTALLED is no boolean'),
        unless(['Y', 'N'].includes(String(fields?.PAYMENT_EXPIRED)), 'PAYMENT_EXPIRED is neither Y nor N'),
        unless(typeof fields?.VERSION === 'number', 'VERSION is no number'),
        unless(
          restLimit(String(fields?.LICENSE)).perSecond >= 2 && /^\w+$/.test(String(fields?.LICENSE)),
          'no LICENSE',
        ),
      ]
    },
  }),
  check(anything, {
    page: `${system}scope.md`,
    title: 'scope lists what the app may, and with full all that there is',
    ask: async (portal) => [await portal.ask('scope'), await portal.ask('scope', { full: true })],
    judge: ([own, full]) => [
      unless(namesOf(own).includes('crm'), 'the app has not the scope crm'),
      unless(
        namesOf(own).every((name) => namesOf(full).includes(name)),
        'the full list lacks scopes that the app has',
      ),
      unless(namesOf(full).length > namesOf(own).length, 'the full list is not longer than that of the app'),
    ],
  }),
  check(anything, {
    page: 'api-reference/common/users/user-admin.md',
    title: 'user.admin is true or false',
    ask: async (portal) => [await portal.ask('user.admin')],
    judge: ([answer]) => [unless(typeof resultOf(answer) === 'boolean', 'it is no boolean')],
  }),
]

const refusals: readonly Check[] = [
  check(anything, {
    page: 'api-reference/data-types.md',
    title: "every answer tells the portal's time, and the operating time of its method",
    // As a result, since what is told with every answer is compared here alone.
    ask: async (portal) => {
      const { asked, status, body } = await portal.ask('user.admin')
      return [{ asked, status, body: { result: fieldsOf(body)?.time ?? null } }]
    },
    judge: ([answer]) => {
      const time = readTime(resultOf(answer))
      return [
        unless(!!time?.portalTime, 'the app reads no time of the portal'),
        unless(typeof time?.operatingSeconds === 'number', 'the app reads no operating time'),
      ]
    },
  }),
  check(anything, {
    page: errors,
    title: 'an unknown method',
    ask: async (portal) => [await portal.ask('crm.nothing.of.the.kind')],
    judge: ([answer]) => refused(answer, 404, 'ERROR_METHOD_NOT_FOUND', 'other'),
  }),
  check(anything, {
    page: errors,
    title: 'no token',
    ask: async (portal) => [await portal.ask('user.admin', {}, { token: '' })],
    judge: ([answer]) => refused(answer, 401, 'NO_AUTH_FOUND', 'token'),
  }),
  check(anything, {
    page: errors,
    title: 'a token that nobody has',
    ask: async (portal) => [await portal.ask('user.admin', {}, { token: 'f'.repeat(70) })],
    // The page has NO_AUTH_FOUND, portals say invalid_token.
    judge: ([answer]) => (codeOf(answer) === 'NO_AUTH_FOUND' ? [] : refused(answer, 401, 'invalid_token', 'token')),
  }),
]

const binding: readonly Check[] = [
  check(anything, {
    page: `${events}events.md`,
    title: 'events lists what can be bound, in capitals',
    ask: async (portal) => [await portal.ask('events')],
    judge: ([answer]) => {
      const names = namesOf(answer)
      return [
        unless(
          names.every((name) => name === name.toUpperCase()),
          'some names are not in capitals',
        ),
        ...boundEvents.map((event) => unless(names.includes(event), `${event}, which the app binds, is not in it`)),
      ]
    },
  }),
  check(anything, {
    page: `${events}events.md`,
    title: 'events of one scope, and all of them',
    ask: async (portal) => [
      await portal.ask('events'),
      await portal.ask('events', { SCOPE: 'crm' }),
      await portal.ask('events', { FULL: true }),
    ],
    judge: ([own, crm, full]) => [
      unless(namesOf(crm).includes('ONCRMDYNAMICITEMADD'), 'SCOPE=crm lacks ONCRMDYNAMICITEMADD'),
      unless(
        namesOf(crm).every((name) => !name.startsWith('ONAPP')),
        'SCOPE=crm has events of other scopes',
      ),
      unless(
        namesOf(own).every((name) => namesOf(full).includes(name)),
        'FULL lacks events that the app has',
      ),
    ],
  }),
  check(anything, {
    page: `${events}event-get.md`,
    title: 'event.get lists the handlers of the app',
    mayLack: ['connector_id'],
    ask: async (portal) => [await portal.ask('event.get')],
    judge: ([answer]) => {
      const rows = rowsOf(answer).filter(({ offline }) => Number(offline) === 0)
      return [
        unless(readBindings(resultOf(answer))?.length === rows.length, 'the app does not read all of them'),
        unless(
          rows.every(({ auth_type }) => typeof auth_type === 'string'),
          'auth_type is no text',
        ),
      ]
    },
  }),
  check(anything, {
    page: `${events}event-bind.md`,
    title: 'an event that does not exist is not bound',
    ask: async (portal) => [await portal.ask('event.bind', { event: 'ONNOTHINGATALL', handler: bindingHandler })],
    judge: ([answer]) => [
      ...refused(answer, 400, 'ERROR_EVENT_NOT_FOUND', 'other'),
      unless(isAbsent({ code: codeOf(answer)?.toUpperCase() ?? '' }), 'the app does not take it for an absent event'),
    ],
  }),
  check(placements, {
    page: `${widgets}placement-list.md`,
    title: 'placement.list, of one scope, and all of it',
    ask: async (portal) => [
      await portal.ask('placement.list'),
      await portal.ask('placement.list', { SCOPE: 'crm' }),
      await portal.ask('placement.list', { FULL: true }),
    ],
    judge: ([own, crm, full]) => [
      unless(
        namesOf(crm).every((name) => name.startsWith('CRM_')),
        'SCOPE=crm has places of other scopes',
      ),
      unless(
        namesOf(own).every((name) => namesOf(full).includes(name)),
        'FULL lacks places that the app has',
      ),
    ],
  }),
  check(placements, {
    page: `${widgets}placement-get.md`,
    title: 'placement.get lists the places of the app',
    mayLack: ['id'],
    ask: async (portal) => [await portal.ask('placement.get')],
    judge: ([answer]) => [unless(Array.isArray(resultOf(answer)), 'it is no list')],
  }),
]

const people: readonly Check[] = [
  check(users, {
    page: 'api-reference/user/user-current.md',
    title: 'user.current is whose token it is',
    // What else there is depends on which of the scopes of users the app has.
    mayLack: ['SECOND_NAME', 'PERSONAL_PHOTO', 'WORK_POSITION', ...fullUser()],
    ask: async (portal) => [await portal.ask('user.current')],
    judge: ([answer], _, { userId }) => {
      const fields = fieldsOf(resultOf(answer))
      return [
        unless(fields?.ID === String(userId), 'ID is not that of the token, as text'),
        unless(fields?.ACTIVE === true, 'ACTIVE is not true'),
        unless(readUsers([resultOf(answer)]).count === 1, 'the app cannot read it'),
      ]
    },
  }),
  check(users, {
    page: 'api-reference/user/user-get.md',
    title: 'user.get of single persons',
    mayLack: ['SECOND_NAME', 'PERSONAL_PHOTO', 'WORK_POSITION', ...fullUser()],
    ask: async (portal, { userId }) => [await portal.ask('user.get', { FILTER: { ID: [userId, nobody] } })],
    judge: ([answer], { userId }) => [
      unless(
        rowsOf(answer).length === 1 && rowsOf(answer)[0]?.ID === String(userId),
        'it is not the one person asked for',
      ),
      unless(readUsers(resultOf(answer)).rows.length === 1, 'the app reads no name in it'),
      unless(fieldsOf(answer.body)?.total === 1, 'total is not 1'),
    ],
  }),
  check(users, {
    page: 'api-reference/user/user-get.md',
    title: 'user.get in the order that was asked for',
    mayLack: ['SECOND_NAME', 'PERSONAL_PHOTO', 'WORK_POSITION', ...fullUser()],
    ask: async (portal) => [
      await portal.ask('user.get', { sort: 'ID', order: 'ASC' }),
      await portal.ask('user.get', { sort: 'ID', order: 'DESC' }),
    ],
    judge: ([up, down]) => [
      unless(ascend(rowsOf(up).map(({ ID }) => Number(ID))), 'ASC does not ascend'),
      unless(ascend(rowsOf(down).map(({ ID }) => -Number(ID))), 'DESC does not descend'),
    ],
  }),
  check(notifications, {
    page: 'api-reference/chats/notifications/im-notify-system-add.md',
    title: 'a notification for nobody',
    ask: async (portal) => [await portal.ask('im.notify.system.add', { USER_ID: 0, MESSAGE: 'check:portal' })],
    judge: ([answer]) => refused(answer, 400, 'USER_ID_EMPTY', 'other'),
  }),
]

/** Fields of a person that the scope user_brief does not show, or an empty profile does not have. */
function fullUser(): string[] {
  return [
    ...[
      'EMAIL',
      'LAST_LOGIN',
      'DATE_REGISTER',
      'TIME_ZONE',
      'IS_ONLINE',
      'TIMESTAMP_X',
      'LAST_ACTIVITY_DATE',
      'XML_ID',
    ],
    ...['PERSONAL_GENDER', 'PERSONAL_WWW', 'PERSONAL_BIRTHDAY', 'PERSONAL_MOBILE', 'PERSONAL_CITY', 'PERSONAL_PHONE'],
    ...[
      'WORK_PHONE',
      'WORK_COMPANY',
      'WORK_DEPARTMENT',
      'UF_…',
      'USER_TYPE',
      'TIME_ZONE_OFFSET',
      'PERSONAL_PROFESSION',
    ],
    ...['PERSONAL_STATE', 'PERSONAL_COUNTRY', 'PERSONAL_ZIP', 'PERSONAL_STREET', 'WORK_CITY', 'WORK_WWW', 'TITLE'],
  ]
}

const smartProcesses: readonly Check[] = [
  check(listedTypes, {
    page: `${types}crm-type-list.md`,
    title: 'crm.type.list tells of all smart processes',
    mayLack: ['customSections'],
    ask: async (portal) => [await listed(portal, listTypes(0))],
    judge: ([answer]) => {
      const read = readTypes(resultOf(answer))
      const total = fieldsOf(answer.body)?.total
      return [
        unless(read?.isWhole === true, 'the app cannot read all rows'),
        unless(
          read?.rows.every(({ typeId, madeAt, hasCategories }) => typeId && madeAt && hasCategories !== null) === true,
          'id, createdTime or isCategoriesEnabled of a row cannot be read',
        ),
        unless(typeof total === 'number' && total >= (read?.count ?? 0), 'total is not the number of rows'),
        unless(!read?.rows.some(({ entityTypeId }) => entityTypeId === invoiceEntityTypeId), 'it lists the invoices'),
      ]
    },
  }),
  check(listedTypes, {
    page: `${types}crm-type-list.md`,
    title: 'crm.type.list in the order that was asked for',
    ask: async (portal) => [
      await portal.ask('crm.type.list', { order: { id: 'ASC' } }),
      await portal.ask('crm.type.list', { order: { id: 'DESC' } }),
    ],
    judge: ([up, down]) => [
      unless(ascend(typeIds(up)), 'ASC does not ascend'),
      unless(ascend(typeIds(down).map((id) => -id)), 'DESC does not descend'),
    ],
  }),
  check(listedTypes, {
    page: `${types}crm-type-list.md`,
    title: 'crm.type.list filtered by numbers',
    ask: async (portal, [type]) => [
      await listed(portal, listTypesByNumbers([type?.entityTypeId ?? 0, nobody])),
      await portal.ask('crm.type.list', { filter: { '!entityTypeId': type?.entityTypeId ?? 0 } }),
      await portal.ask('crm.type.list', { filter: { '>id': type?.typeId ?? 0 } }),
    ],
    judge: ([only, others, behind], [type]) => [
      unless(String(numbersOf(only, 'types', 'entityTypeId')) === String(type?.entityTypeId), '@ gives others'),
      unless(!numbersOf(others, 'types', 'entityTypeId').includes(type?.entityTypeId ?? 0), '! gives it all the same'),
      unless(
        typeIds(behind).every((id) => id > (type?.typeId ?? 0)),
        '> gives those before it',
      ),
    ],
  }),
  check(listedTypes, {
    page: `${types}crm-type-list.md`,
    title: 'crm.type.list refuses fields that it has not, and other directions',
    ask: async (portal) => [
      await portal.ask('crm.type.list', { filter: { noSuchField: 1 } }),
      await portal.ask('crm.type.list', { order: { noSuchField: 'ASC' } }),
      await portal.ask('crm.type.list', { order: { id: 'SIDEWAYS' } }),
    ],
    judge: (answers) => answers.flatMap((answer) => refused(answer, 400, 'INVALID_ARG_VALUE', 'other')),
  }),
  check(listedTypes, {
    page: `${types}crm-type-list.md`,
    title: 'crm.type.list ends: behind its last row there is nothing',
    ask: async (portal) => [await portal.ask('crm.type.list', { order: { id: 'ASC' }, start: 100 * listPageSize })],
    judge: ([answer]) => [unless(rowsOf(answer, 'types').length === 0, 'there are rows on a page behind the end')],
  }),
  check(listedTypes, {
    page: `${types}crm-type-get-by-entity-type-id.md`,
    title: 'crm.type.getByEntityTypeId tells the same',
    mayLack: ['customSections', 'linkedUserFields', 'relations'],
    ask: async (portal, [type]) => [
      await portal.ask('crm.type.getByEntityTypeId', { entityTypeId: type?.entityTypeId ?? 0 }),
    ],
    judge: ([answer], [type]) => {
      const told = readTypes({ types: [fieldsOf(resultOf(answer))?.type] })?.rows[0]
      return [
        unless(told?.typeId === type?.typeId && told?.title === type?.title, 'it is another one than in the list'),
      ]
    },
  }),
  check(listedTypes, {
    page: `${types}crm-type-get-by-entity-type-id.md`,
    title: 'a smart process that is not there has an error without a name',
    ask: async (portal) => [await portal.ask('crm.type.getByEntityTypeId', { entityTypeId: nobody })],
    judge: ([answer]) => refused(answer, 400, ''),
  }),
]

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** So many types are asked for in one request. */
const maxAsked = 20

const items: readonly Check[] = [
  check(listedTypes, {
    page: `${universal}crm-item-list.md`,
    title: 'every smart process that is listed has a list of items',
    // By the numbers of the portal's own types.
    ask: async (portal, all) => {
      const commands = all.slice(0, maxAsked).map(({ entityTypeId }) => {
        const { method, params } = listNone(entityTypeId)
        return [`t${entityTypeId}`, `${method}?${encodeQuery(params)}`]
      })
      const answer = await sendBatch(portal, Object.fromEntries(commands))
      const codes = Object.values(fieldsOf(partOf(answer, 'result_error')) ?? {}).map((error) => fieldsOf(error)?.error)
      return [ownAnswer({ codes, answered: Object.values(fieldsOf(partOf(answer, 'result')) ?? {}) })]
    },
    judge: ([{ body }], all) => {
      const fields = fieldsOf(body)
      const [codes, answered] = [listOf(fields?.codes), listOf(fields?.answered)]
      return [
        ...codes.map((code) => `a list is refused with ${code || 'no code'}`),
        unless(answered.length + codes.length === Math.min(all.length, maxAsked), 'some are not answered'),
        unless(
          answered.every((result) => readPage(result)?.rows === 0),
          'the app reads no empty list',
        ),
      ]
    },
  }),
  check(filledType, {
    page: `${universal}crm-item-list.md`,
    title: 'crm.item.list with the fields of the app',
    mayLack: bySwitches,
    ask: async (portal, { entityTypeId, items: [item] }) => [
      await listed(portal, listByIds(entityTypeId, [item?.itemId ?? 0])),
    ],
    judge: ([answer], { items: [item], hasCategories }) => {
      const page = readPage(resultOf(answer))
      const [row] = rowsOf(answer, 'items')
      const [read] = page?.items ?? []
      return [
        unless(read?.itemId === item?.itemId && page?.rows === 1, 'it is not the one item asked for'),
        unless(typeof row?.id === 'number', 'id is no number'),
        unless((read?.createdAt.getTime() ?? 0) > 0 && !!read?.updatedAt, 'the app cannot read its times'),
        unless(typeof row?.createdBy === 'number' && typeof row.assignedById === 'number', 'a person is no number'),
        unless(!hasCategories || read?.categoryId !== null, 'it has no categoryId, although its type has pipelines'),
      ]
    },
  }),
  check(filledType, {
    page: `${universal}crm-item-list.md`,
    title: 'select gives what was asked for, and drops what there is not',
    ask: async (portal, type) => [await listItems(portal, type, { select: ['id', 'title', 'noSuchField'] })],
    judge: ([answer]) => [
      unless(
        rowsOf(answer, 'items').every((row) => Object.keys(row).sort().join() === 'id,title'),
        'rows have other fields',
      ),
    ],
  }),
  check(filledType, {
    page: `${universal}crm-item-list.md`,
    title: 'crm.item.list in the order that was asked for',
    ask: async (portal, type) => [
      await listItems(portal, type, { order: { id: 'ASC' } }),
      await listItems(portal, type, { order: { id: 'DESC' } }),
      await listed(portal, listNewest(type.entityTypeId)),
    ],
    judge: ([up, down, newest]) => [
      unless(ascend(itemIds(up)), 'ASC does not ascend'),
      unless(ascend(itemIds(down).map((id) => -id)), 'DESC does not descend'),
      unless(readIds(resultOf(newest))?.[0] === itemIds(down)[0], 'the newest item is not the first of DESC'),
    ],
  }),
  check(filledType, {
    page: `${universal}crm-item-list.md`,
    title: 'crm.item.list filtered by ids',
    ask: async (portal, type) => [
      await listItems(portal, type, { filter: { '>id': middleOf(type) } }),
      await listItems(portal, type, { filter: { '<=id': middleOf(type) } }),
      await listItems(portal, type, { filter: { '@id': type.items.map(({ itemId }) => itemId) } }),
      await listItems(portal, type, { filter: { id: middleOf(type) } }),
      await listed(portal, listNone(type.entityTypeId)),
    ],
    judge: ([behind, before, several, one, nothing], type) => {
      const middle = middleOf(type)
      return [
        unless(
          itemIds(behind).every((id) => id > middle),
          '> gives others',
        ),
        unless(itemIds(before).length > 0 && itemIds(before).every((id) => id <= middle), '<= gives others'),
        unless(
          String(itemIds(several).toSorted((a, b) => a - b)) === String(type.items.map(({ itemId }) => itemId)),
          '@ gives others',
        ),
        unless(String(itemIds(one)) === String(middle), '= gives others'),
        unless(readPage(resultOf(nothing))?.rows === 0, 'there are items without an id'),
      ]
    },
  }),
  check(filledType, {
    page: `${universal}crm-item-list.md`,
    title: 'crm.item.list filtered by text, with and without a wildcard',
    ask: async (portal, type) => {
      const title = type.items.find((item) => item.title.length > 2)?.title ?? ''
      return [
        await listItems(portal, type, { filter: { '%title': title.slice(1, -1) } }),
        await listItems(portal, type, { filter: { '=%title': `${title.slice(0, -1)}%` } }),
        await listItems(portal, type, { filter: { '=%title': title.slice(0, -1) } }),
      ]
    },
    judge: ([contains, starts, exact], type) => {
      const item = type.items.find(({ title }) => title.length > 2)
      const isThere = (answer: Answer) => item === undefined || itemIds(answer).length > 0
      return [
        unless(isThere(contains), '% does not find a part of a title'),
        unless(isThere(starts), '=% does not find the beginning of a title'),
        unless(
          item === undefined || !itemIds(exact).includes(item.itemId),
          '=% without a wildcard finds a part of a title',
        ),
      ]
    },
  }),
  check(filledType, {
    page: `${universal}crm-item-list.md`,
    title: 'crm.item.list refuses fields that it has not, bad values and directions',
    ask: async (portal, type) => [
      await listItems(portal, type, { filter: { noSuchField: 1 } }),
      await listItems(portal, type, { filter: { '>id': [1, 2] } }),
      await listItems(portal, type, { order: { noSuchField: 'ASC' } }),
      await listItems(portal, type, { order: { id: 'SIDEWAYS' } }),
    ],
    judge: (answers) => answers.flatMap((answer) => refused(answer, 400, 'INVALID_ARG_VALUE', 'other')),
  }),
  check(filledType, {
    page: lists,
    title: 'start: -1 counts nothing, start: 0 counts all',
    ask: async (portal, type) => [
      await listItems(portal, type, { start: -1 }),
      await listItems(portal, type, { start: 0 }),
      await listItems(portal, type, { start: listPageSize }),
    ],
    judge: ([uncounted, first, second], type) => {
      const total = Number(fieldsOf(first.body)?.total)
      const isMore = total > listPageSize
      return [
        unless(!has(uncounted, 'total') && !has(uncounted, 'next'), 'start: -1 has total or next'),
        unless(total >= type.items.length, 'total is less than there are items'),
        unless(has(first, 'next') === isMore, isMore ? 'there is no next' : 'there is a next behind the end'),
        unless(!isMore || fieldsOf(first.body)?.next === listPageSize, 'next is not 50'),
        unless(itemIds(first).length === Math.min(total, listPageSize), 'the first page has not its 50 rows'),
        unless(
          itemIds(second).every((id) => !itemIds(first).includes(id)),
          'the second page repeats the first',
        ),
      ]
    },
  }),
  check(anything, {
    page: `${universal}crm-item-list.md`,
    title: 'crm.item.list of a type that is not there',
    ask: async (portal) => [await portal.ask('crm.item.list', { entityTypeId: nobody, start: -1 })],
    judge: ([answer]) => refused(answer, 400, 'NOT_FOUND', 'not_found'),
  }),
  check(anything, {
    page: `${universal}crm-item-list.md`,
    title: 'invoices are listed as items of a smart process are',
    mayLack: bySwitches,
    ask: async (portal) => [await listed(portal, listNone(invoiceEntityTypeId))],
    judge: ([answer]) => [unless(readPage(resultOf(answer))?.rows === 0, 'the app reads no empty list')],
  }),
  check(filledType, {
    page: `${universal}crm-item-get.md`,
    title: 'crm.item.get tells what the list tells',
    mayLack: [...bySwitches, ...itemFieldsByPortal()],
    ask: async (portal, { entityTypeId, items: [item] }) => [
      await portal.ask('crm.item.get', { entityTypeId, id: item?.itemId ?? 0 }),
    ],
    judge: ([answer], { entityTypeId, items: [item] }) => {
      const told = fieldsOf(fieldsOf(resultOf(answer))?.item)
      return [
        unless(readPage({ items: [told] })?.items[0]?.itemId === item?.itemId, 'it is another item'),
        unless(told?.title === item?.title, 'it has another title'),
        unless(told?.entityTypeId === entityTypeId, 'entityTypeId is not that of its type'),
      ]
    },
  }),
  check(filledType, {
    page: `${universal}crm-item-get.md`,
    title: 'an item that is not there',
    ask: async (portal, { entityTypeId }) => [await portal.ask('crm.item.get', { entityTypeId, id: nobody })],
    judge: ([answer]) => refused(answer, 400, 'NOT_FOUND', 'not_found'),
  }),
  check(filledType, {
    page: `${universal}crm-item-fields.md`,
    title: 'crm.item.fields names the fields that the app asks for',
    mayLack: [
      ...bySwitches,
      ...itemFieldsByPortal(),
      'settings',
      'statusType',
      'items',
      'formLabel',
      'listLabel',
      'filterLabel',
    ],
    ask: async (portal, { entityTypeId }) => [await portal.ask('crm.item.fields', { entityTypeId })],
    judge: ([answer]) => {
      const fields = fieldsOf(fieldsOf(resultOf(answer))?.fields)
      const wanted = itemFields.filter((name) => !bySwitches.includes(name))
      return wanted.map((name) =>
        unless(fieldsOf(fields?.[name])?.upperName !== undefined, `${name} is not among them`),
      )
    },
  }),
]

/** Fields that items of some types have, or the older ones of which a portal still tells (object-fields.md). */
function itemFieldsByPortal(): string[] {
  return [
    ...[
      'xmlId',
      'observers',
      'companyId',
      'contactId',
      'contactIds',
      'contacts',
      'mycompanyId',
      'begindate',
      'closedate',
    ],
    ...[
      'sourceId',
      'sourceDescription',
      'isManualOpportunity',
      'taxValue',
      'previousStageId',
      'webformId',
      'parentId…',
    ],
    ...['utmSource', 'utmMedium', 'utmCampaign', 'utmContent', 'utmTerm', 'lastActivityBy', 'ufCrm…', 'accountNumber'],
    ...['stageSemanticId', 'isRecurring', 'lastCommunicationTime', 'lastCommunicationCallTime'],
    ...['lastCommunicationEmailTime', 'lastCommunicationImolTime', 'lastCommunicationWebformTime'],
    ...['movedTime', 'movedBy'],
  ]
}

const firstCategory = ({ items: all }: SeenType) =>
  all.find(({ categoryId }) => categoryId !== null)?.categoryId ?? null
/** An item of that pipeline. */
const stagedItem = (type: SeenType) =>
  type.items.find(({ stageId, categoryId }) => stageId !== null && categoryId === firstCategory(type))
const stagesOf = (type: SeenType) => stageEntityId(type.entityTypeId, firstCategory(type))

const names: readonly Check[] = [
  check(filledType, {
    page: `${universal}category/crm-category-list.md`,
    title: 'crm.category.list tells of the pipelines',
    mayLack: ['originId', 'originatorId', 'code'],
    ask: async (portal, { entityTypeId }) => [await portal.ask('crm.category.list', { entityTypeId, start: 0 })],
    judge: ([answer], type) => {
      if (firstCategory(type) === null) return []
      const { rows } = readCategories(type.entityTypeId, resultOf(answer))
      const wanted = `${type.entityTypeId}:${firstCategory(type)}`
      return [
        unless(
          rows.some(({ key }) => key === wanted),
          'the pipeline of an item is not in it, or has no name',
        ),
      ]
    },
  }),
  check(anything, {
    page: `${universal}category/crm-category-list.md`,
    title: 'pipelines of a type that is not there',
    ask: async (portal) => [await portal.ask('crm.category.list', { entityTypeId: nobody })],
    judge: ([answer]) => refused(answer, 400, 'NOT_FOUND', 'not_found'),
  }),
  check(filledType, {
    page: 'api-reference/crm/status/crm-status-list.md',
    title: 'crm.status.list tells of the stages of one pipeline',
    // Stages of smart processes have none.
    mayLack: ['EXTRA'],
    ask: async (portal, type) => [await listed(portal, listStages(stagesOf(type)))],
    judge: ([answer], type) => {
      const { rows, count } = readStagePage(resultOf(answer))
      const staged = stagedItem(type)
      return [
        unless(rows.length === count, 'the app cannot read all rows'),
        unless(ascend(rowsOf(answer).map(({ ID }) => Number(ID))), 'they are not in the order of their ids'),
        unless(
          rowsOf(answer).every(({ ENTITY_ID }) => ENTITY_ID === stagesOf(type)),
          'there are stages of others',
        ),
        unless(!staged || inOrder(rows).some(({ id }) => id === staged.stageId), 'the stage of an item is not in it'),
        unless(
          rows.every(({ name }) => name !== ''),
          'a stage has no name',
        ),
      ]
    },
  }),
  check(filledType, {
    page: 'api-reference/crm/status/crm-status-list.md',
    title: 'crm.status.list in the order that was asked for, and filtered',
    mayLack: ['EXTRA'],
    ask: async (portal, type) => [
      await portal.ask('crm.status.list', { order: { SORT: 'DESC' }, filter: { ENTITY_ID: stagesOf(type) } }),
      await portal.ask('crm.status.list', {
        filter: { ENTITY_ID: stagesOf(type), STATUS_ID: stagedItem(type)?.stageId ?? '' },
      }),
    ],
    judge: ([down, one], type) => [
      unless(
        rowsOf(down).every(({ SORT }, at, all) => at === 0 || Number(all[at - 1]?.SORT) >= Number(SORT)),
        'SORT DESC does not descend',
      ),
      unless(
        !stagedItem(type) || (rowsOf(one).length === 1 && rowsOf(one)[0]?.STATUS_ID === stagedItem(type)?.stageId),
        'a filter by STATUS_ID gives others',
      ),
    ],
  }),
  check(filledType, {
    page: `${comments}crm-timeline-comment-list.md`,
    title: 'crm.timeline.comment.list of an item',
    ask: async (portal, { entityTypeId, items: [item] }) => [
      await listed(portal, listComments(entityTypeId, item?.itemId ?? 0)),
    ],
    judge: ([answer]) => [
      unless(readComments(resultOf(answer))?.length === rowsOf(answer).length, 'the app cannot read all of it'),
      unless(has(answer, 'total'), 'there is no total'),
    ],
  }),
  check(filledType, {
    page: `${comments}crm-timeline-comment-list.md`,
    title: 'comments of an item that is not there have an error without a code',
    ask: async (portal, { entityTypeId }) => [await listed(portal, listComments(entityTypeId, nobody))],
    judge: ([answer]) => refused(answer, 400, '', 'denied'),
  }),
]

/** A batch as the app sends it, but for what the checks want otherwise. */
const sendBatch = (portal: Portal, cmd: Record<string, string>, halt = 0) => portal.ask('batch', { halt, cmd })
const partOf = (answer: Answer, name: string) => fieldsOf(resultOf(answer))?.[name]
const errorAt = (answer: Answer, key: string) =>
  String(fieldsOf(fieldsOf(partOf(answer, 'result_error'))?.[key])?.error)

const batches: readonly Check[] = [
  check(filledType, {
    page: batch,
    title: 'a batch answers each command for itself',
    ask: async (portal, { entityTypeId }) => [
      await sendBatch(portal, {
        admin: 'user.admin',
        items: `crm.item.list?${encodeQuery({ entityTypeId, select: ['id'], start: 0 })}`,
        refused: `crm.item.list?${encodeQuery({ entityTypeId: nobody, start: -1 })}`,
        after: 'user.admin',
      }),
    ],
    judge: ([answer]) => {
      const [results, times] = [fieldsOf(partOf(answer, 'result')), fieldsOf(partOf(answer, 'result_time'))]
      return [
        unless(answer.status === 200, 'a batch with a refused command is not HTTP 200'),
        unless(typeof results?.admin === 'boolean' && typeof results.after === 'boolean', 'halt: 0 has not gone on'),
        unless(errorAt(answer, 'refused') === 'NOT_FOUND', 'the refused command is not in result_error with its code'),
        unless(results?.refused === undefined, 'the refused command has a result'),
        unless(typeof fieldsOf(partOf(answer, 'result_total'))?.items === 'number', 'result_total lacks the list'),
        unless(times?.admin !== undefined && times.items !== undefined, 'result_time lacks a command'),
      ]
    },
  }),
  check(anything, {
    page: batch,
    title: 'a batch with halt ends at the first refusal',
    ask: async (portal) => [
      await sendBatch(
        portal,
        { before: 'user.admin', refused: `crm.item.list?entityTypeId=${nobody}`, after: 'user.admin' },
        1,
      ),
    ],
    judge: ([answer]) => {
      const results = fieldsOf(partOf(answer, 'result'))
      return [
        unless(results?.before !== undefined, 'what came before it is lost'),
        unless(results?.after === undefined, 'it goes on'),
        unless(errorAt(answer, 'refused') === 'NOT_FOUND', 'the refusal is not in result_error'),
      ]
    },
  }),
  check(anything, {
    page: batch,
    title: 'a batch without refusals writes empty maps as empty lists',
    ask: async (portal) => [await sendBatch(portal, { admin: 'user.admin' })],
    judge: ([answer]) =>
      ['result_error', 'result_total', 'result_next'].map((name) => {
        const part = partOf(answer, name)
        return unless(Array.isArray(part) && part.length === 0, `${name} is not []`)
      }),
  }),
  check(anything, {
    page: batch,
    title: 'the 51st command of a batch, and a batch in it, are refused',
    ask: async (portal) => [
      await sendBatch(portal, Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`c${at}`, 'user.admin']))),
      await sendBatch(portal, { inner: 'batch?cmd[a]=user.admin' }),
    ],
    judge: ([long, nested]) => [
      unless(errorAt(long, 'c50') === 'ERROR_BATCH_LENGTH_EXCEEDED', 'the 51st is not ERROR_BATCH_LENGTH_EXCEEDED'),
      unless(typeof fieldsOf(partOf(long, 'result'))?.c49 === 'boolean', 'the 50th is not answered'),
      unless(errorAt(nested, 'inner') === 'ERROR_BATCH_METHOD_NOT_ALLOWED', 'a batch in a batch is allowed'),
    ],
  }),
  check(filledType, {
    page: batch,
    title: "the app's own walk reads the items of a type, each page going on from the one before",
    ask: async (portal, { entityTypeId }) => {
      const walk = { entityTypeId, afterItemId: 0, throughItemId: null, pages: 3 }
      await portal.pause()
      const answer = await callBatch(portal.access, new Map(walkCommands('w', walk)))
      const walked = answer.ok ? readWalk(answer, 'w', walk) : null
      const told = walked && {
        items: walked.items.map(({ itemId }) => itemId),
        unreadable: walked.unreadable,
        declined: walked.declined,
      }
      return [ownAnswer(told ?? answer)]
    },
    judge: ([{ body }], type) => {
      const fields = fieldsOf(body)
      const read = Array.isArray(fields?.items) ? fields.items.map(Number) : []
      return [
        unless(read.length > 0, 'the app reads no page'),
        unless(read.length >= type.items.length && ascend(read), 'it skips or doubles items'),
        unless(fields?.unreadable === 0 && fields.declined === null, 'it is declined, or cannot read a row'),
      ]
    },
  }),
]

/** What a reader of the app has made of an answer: judged, but no portal's answer to compare. */
function ownAnswer(read: object): Answer {
  return { asked: 'POST app', status: 200, body: read }
}

const secondPersons: readonly Check[] = [
  check(secondPerson, {
    page: `${events}event-get.md`,
    title: 'the second person sees the own handlers alone',
    ask: async (portal) => [await portal.ask('user.admin', {}, 'second'), await portal.ask('event.get', {}, 'second')],
    judge: ([admin, bound], { second }) => [
      unless(
        resultOf(admin) === true || rowsOf(bound).every(({ auth_type }) => auth_type === String(second?.userId)),
        'there are handlers of others',
      ),
    ],
  }),
  check(hiddenItem, {
    page: `${universal}crm-item-get.md`,
    title: 'an item that a person may not read is denied',
    ask: async (portal, { entityTypeId, item }) => [
      await portal.ask('crm.item.get', { entityTypeId, id: item.itemId }, 'second'),
    ],
    judge: ([answer]) => refused(answer, 400, 'ACCESS_DENIED', 'denied'),
  }),
  check(hiddenItem, {
    page: `${universal}crm-item-list.md`,
    title: 'an item that a person may not read is not in the lists',
    ask: async (portal, { entityTypeId, item }) => [
      await portal.ask('crm.item.list', listByIds(entityTypeId, [item.itemId]).params, 'second'),
    ],
    judge: ([answer]) => [unless(readPage(resultOf(answer))?.rows === 0, 'it is in the list, or there is no list')],
  }),
  check(hiddenItem, {
    page: `${comments}crm-timeline-comment-list.md`,
    title: 'comments of an item that a person may not read have an error without a code',
    ask: async (portal, { entityTypeId, item }) => {
      const { method, params } = listComments(entityTypeId, item.itemId)
      return [await portal.ask(method, params, 'second')]
    },
    judge: ([answer]) => refused(answer, 400, '', 'denied'),
  }),
  check(secondPerson, {
    page: `${types}crm-type-list.md`,
    title: 'crm.type.list is for admins of the CRM',
    ask: async (portal) => [
      await portal.ask('user.admin', {}, 'second'),
      await portal.ask('crm.type.list', { order: { id: 'ASC' } }, 'second'),
    ],
    judge: ([admin, answer]) =>
      resultOf(admin) === true || !isRefused(answer) ? [] : refused(answer, 400, 'ACCESS_DENIED', 'denied'),
  }),
]

const writes: readonly Check[] = [
  check(writing, {
    page: `${types}crm-type-add.md`,
    title: 'crm.type.add makes a smart process',
    mayLack: ['code', 'customSections', 'linkedUserFields', 'relations'],
    ask: async (portal, _, seen) => {
      const answer = await portal.ask('crm.type.add', { fields: { title: newTitle(), isStagesEnabled: 'Y' } })
      const type = madeTypeOf(answer)
      if (type?.typeId) seen.made = { typeId: type.typeId, entityTypeId: type.entityTypeId, itemId: 0 }
      return [answer]
    },
    judge: ([answer]) => [unless(!!madeTypeOf(answer)?.typeId, 'the app reads no smart process in it')],
  }),
  check(madeType, {
    page: `${universal}crm-item-add.md`,
    title: 'crm.item.add makes an item',
    mayLack: [...bySwitches, ...itemFieldsByPortal()],
    ask: async (portal, made) => {
      const { entityTypeId } = made
      const answer = await portal.ask('crm.item.add', { entityTypeId, fields: { title: 'check:portal' } })
      made.itemId = readUpdated(resultOf(answer))?.itemId ?? 0
      return [answer]
    },
    judge: ([answer], _, { userId }) => {
      const item = readUpdated(resultOf(answer))
      return [
        unless(item?.title === 'check:portal', 'its title is another one'),
        unless(item?.createdById === userId && item.assignedById === userId, 'it is not the own item of the token'),
        unless(!!item?.stageId, 'it has no stage'),
      ]
    },
  }),
  check(madeType, {
    page: `${universal}crm-item-update.md`,
    title: 'crm.item.update moves an item, and refuses stages of others',
    mayLack: [...bySwitches, ...itemFieldsByPortal()],
    ask: async (portal, { entityTypeId, itemId }) => {
      const item = readUpdated(resultOf(await portal.ask('crm.item.get', { entityTypeId, id: itemId })))
      const stages = readStagePage(
        resultOf(await listed(portal, listStages(stageEntityId(entityTypeId, item?.categoryId ?? 0)))),
      )
      const other = stages.rows.find(({ id, semantics }) => id !== item?.stageId && semantics === null)?.id ?? ''
      return [
        await listed(portal, updateItem(entityTypeId, itemId, { stageId: other })),
        await listed(portal, updateItem(entityTypeId, itemId, { stageId: 'NO_SUCH_STAGE' })),
      ]
    },
    judge: ([moved, refusedMove], { itemId }) => [
      unless(readUpdated(resultOf(moved))?.itemId === itemId, 'the app reads no moved item in it'),
      ...refused(refusedMove, 400, 'CRM_FIELD_ERROR_VALUE_NOT_VALID', 'other'),
    ],
  }),
  check(madeType, {
    page: `${comments}crm-timeline-comment-add.md`,
    title: 'a comment is added, and the newest is listed first',
    mayLack: ['FILES'],
    ask: async (portal, { entityTypeId, itemId }) => [
      await listed(portal, addComment(entityTypeId, itemId, 'one')),
      await listed(portal, addComment(entityTypeId, itemId, 'two')),
      await listed(portal, listComments(entityTypeId, itemId)),
      await listed(portal, addComment(entityTypeId, itemId, '')),
      await listed(portal, addComment(entityTypeId, nobody, 'none')),
    ],
    judge: ([one, two, list, empty, nowhere], _, { userId }) => {
      const read = readComments(resultOf(list)) ?? []
      return [
        unless(typeof resultOf(one) === 'number', 'its id is no number'),
        unless(String(read.map(({ id }) => id)) === `${resultOf(two)},${resultOf(one)}`, 'the list is another one'),
        unless(
          read.every(({ authorId, text }) => authorId === userId && text !== ''),
          'author or text is lost',
        ),
        ...refused(empty, 400, 'INVALID_ARG_VALUE', 'other'),
        ...refused(nowhere, 400, 'OWNER_NOT_FOUND', 'not_found'),
      ]
    },
  }),
  check(madeType, {
    page: `${events}event-bind.md`,
    title: 'an event is bound once, shown, and unbound',
    ask: async (portal) => {
      const own = { event: 'ONCRMTYPEADD', handler: bindingHandler }
      return [
        await portal.ask('event.bind', own),
        await portal.ask('event.get'),
        await portal.ask('event.bind', own),
        await portal.ask('event.unbind', own),
        await portal.ask('event.get'),
      ]
    },
    judge: ([bound, shown, again, unbound, after]) => {
      const isIn = (answer: Answer) => readBindings(resultOf(answer))?.some(({ handler }) => handler === bindingHandler)
      return [
        unless(resultOf(bound) === true, 'event.bind is not true'),
        unless(isIn(shown) === true, 'event.get does not show it'),
        ...refused(again, 400, 'ERROR_CORE', 'other'),
        unless(typeof fieldsOf(resultOf(unbound))?.count === 'number', 'event.unbind does not count'),
        unless(isIn(after) === false, 'event.get shows it still'),
      ]
    },
  }),
  check(madeType, {
    page: `${types}crm-type-delete.md`,
    title: 'a smart process with items is not deleted',
    ask: async (portal, { typeId }) => [await portal.ask('crm.type.delete', { id: typeId })],
    judge: ([answer]) => refused(answer, 400, 'BX_ERROR'),
  }),
  check(madeType, {
    page: `${universal}crm-item-delete.md`,
    title: 'a deleted item is not there any more',
    ask: async (portal, { entityTypeId, itemId }) => [
      await portal.ask('crm.item.delete', { entityTypeId, id: itemId }),
      await portal.ask('crm.item.get', { entityTypeId, id: itemId }),
    ],
    judge: ([deleted, gone]) => [
      unless(Array.isArray(resultOf(deleted)), 'the answer is not []'),
      ...refused(gone, 400, 'NOT_FOUND', 'not_found'),
    ],
  }),
  check(madeType, {
    page: `${types}crm-type-delete.md`,
    title: 'a deleted smart process is not there any more',
    ask: async (portal, { typeId, entityTypeId }) => [
      await portal.ask('crm.type.delete', { id: typeId }),
      await listed(portal, listTypesByNumbers([entityTypeId])),
      await listItems(portal, { entityTypeId }, {}),
    ],
    judge: ([deleted, list, gone]) => [
      unless(Array.isArray(resultOf(deleted)), 'the answer is not []'),
      unless(rowsOf(list, 'types').length === 0, 'it is in the list'),
      ...refused(gone, 400, 'NOT_FOUND', 'not_found'),
    ],
  }),
]

function madeTypeOf(answer: Answer): EntityType | undefined {
  return readTypes({ types: [fieldsOf(resultOf(answer))?.type] })?.rows[0]
}

/** The last ones, since they use up tokens. */
const renewals: readonly Check[] = [
  check(anything, {
    page: `${oauth}error-codes.md`,
    title: 'a refresh with a wrong secret',
    ask: async ({ first }) => [await first.tryRefresh({ clientSecret: 'wrong'.repeat(10) })],
    judge: ([answer]) => {
      const code = refusalCode(answer.body) ?? ''
      return [
        unless(code === 'invalid_client', `the code is ${code || 'none'}`),
        unless(readChainRefusal(code).meaning === 'unclear', 'the app takes the chain for dead'),
      ]
    },
  }),
  check(anything, {
    page: `${oauth}auto-renewal.md`,
    title: "the app's own refresh; the old access token works until it expires",
    ask: async (portal) => {
      const before = portal.first.pair
      const failure = await portal.first.refresh()
      const { accessToken, refreshToken } = portal.first.pair
      const isNew = accessToken !== before.accessToken && refreshToken !== before.refreshToken
      return [
        ownAnswer({ failure: failure?.code ?? null, isNew }),
        await portal.ask('user.admin', {}, { token: before.accessToken }),
        await portal.ask('user.admin'),
      ]
    },
    judge: ([{ body }, old, fresh]) => [
      unless(fieldsOf(body)?.failure === null, `the app's refresh failed: ${fieldsOf(body)?.failure}`),
      unless(fieldsOf(body)?.isNew === true, 'a value of the pair is the same as before'),
      unless(typeof resultOf(old) === 'boolean', 'the old access token has ended'),
      unless(typeof resultOf(fresh) === 'boolean', 'the new access token does not work'),
    ],
  }),
  check(anything, {
    page: `${oauth}error-codes.md`,
    title: 'a refresh token works once',
    ask: async (portal) => {
      const spent = portal.first.pair.refreshToken
      await portal.first.refresh()
      return [await portal.first.tryRefresh({ refreshToken: spent }), await portal.ask('user.admin')]
    },
    judge: ([again, fresh]) => [
      ...refused(again, 400, 'invalid_grant'),
      unless(readChainRefusal(refusalCode(again.body) ?? '').meaning === 'dead', 'the app does not take it for dead'),
      unless(typeof resultOf(fresh) === 'boolean', 'the newest access token does not work after it'),
    ],
  }),
]

/** All that the app relies on, in the order in which it is asked. */
export const checks: readonly Check[] = [
  ...app,
  ...refusals,
  ...binding,
  ...people,
  ...smartProcesses,
  ...items,
  ...names,
  ...batches,
  ...secondPersons,
  ...writes,
  ...renewals,
]
