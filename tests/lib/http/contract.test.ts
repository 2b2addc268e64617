import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Type } from 'typescript/unstable/sync'
import { afterAll, describe, expect, test } from 'vitest'
import { ContractTypes } from '../../support/contract-types.ts'
import { codeOf, readShape, readTables, type Shape } from '../../support/read-shapes.ts'

const types = new ContractTypes()
afterAll(() => types.close())

const page = readFileSync('docs/api.md', 'utf8')
const rows = readTables(page)
const routes = types.routes()
const stream = 'GET /api/feed/stream'

type Names = string[]

const named = ([name, { isOptional }]: readonly [string, { isOptional: boolean }]) => `${name}${isOptional ? '?' : ''}`
const fieldsOf = (type: Type | undefined): Names => (type ? [...types.fields(type)].map(named) : [])
const isJson = (type: Type) => !['mediaType', 'messages'].some((mark) => types.fields(type).has(mark))

/** Where a shape on the page says otherwise than the type; the objects in it are compared where the page shows them. */
function differences(at: string, shape: Shape | null, type: Type): string[] {
  if (!shape) return [`${at} shows no fields`]
  const [told, known] = [[...shape].map(named).toSorted(), fieldsOf(type).toSorted()]
  const own = told.join() === known.join() ? [] : [`${at} is told as ${told}, and is ${known}`]
  return own.concat(
    [...shape].flatMap(([name, { inner }]) => {
      const innerType = inner && types.element(type, name)
      return innerType ? differences(`${at}.${name}`, inner, innerType) : []
    }),
  )
}

/** Routes with their methods, as Next sees them. */
function routesOfFiles(): { route: string; source: string }[] {
  return globSync('app/api/**/route.ts').flatMap((file) => {
    const source = readFileSync(file, 'utf8')
    const address = path
      .dirname(file)
      .slice('app'.length)
      .replace('[entityTypeId]', '<type>')
      .replace('[itemId]', '<id>')
    const [, taken = ''] = /export const \{(.*)\} =/.exec(source) ?? []
    const methods = [
      ...[...source.matchAll(/export const (\w+) =/g)].map(([, method]) => method),
      // What has another name in the object only says that the method is not allowed.
      ...taken.split(',').map((name) => name.trim()),
    ].filter((method) => /^(GET|POST|PUT|PATCH|DELETE)$/.test(method ?? ''))
    return methods.map((method) => ({ route: `${method} ${address}`, source }))
  })
}

describe('the contract', () => {
  test('has the routes that there are, and no others', () => {
    expect(
      routesOfFiles()
        .map(({ route }) => route)
        .toSorted(),
    ).toEqual(routes.toSorted())
  })

  test('is what a route answers by: each says its own name', () => {
    const wrong = routesOfFiles().filter(({ route, source }) => {
      const [, handler = ''] =
        new RegExp(`export const ${route.split(' ')[0]} = ([\\s\\S]*?)(=>|\\n\\n|$)`).exec(source) ?? []
      const isShared = /actRoute|pageRoute/.test(source)
      return !isShared && !handler.includes(`'${route}'`)
    })
    expect(wrong.map(({ route }) => route)).toEqual([])
  })

  test('has its parameters read by one function, which refuses one that is there twice; forms of the portal are read apart', () => {
    const readers = globSync('{app,lib/http}/**/*.ts').filter((file) =>
      /\.searchParams|\{ searchParams/.test(readFileSync(file, 'utf8')),
    )
    expect(readers.toSorted()).toEqual([
      'lib/http/feed-query.ts',
      'lib/http/open-from-portal.ts',
      'lib/http/read-opening.ts',
    ])
  })

  test('is the only way out for JSON, and the only way that components ask', () => {
    const code = (file: string) => readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    const makers = globSync('{app,lib/http}/**/*.{ts,tsx}').filter((file) => /Response\.json\(/.test(code(file)))
    expect(makers).toEqual(['lib/http/answer-json.ts'])
    const askers = globSync('{app,components}/**/*.{ts,tsx}').filter((file) => /['"`]\/api\//.test(code(file)))
    expect(askers).toEqual([])
    const readers = globSync('components/**/*.{ts,tsx}').filter((file) => /\.json\(\)|JSON\.parse\(/.test(code(file)))
    expect(readers.toSorted()).toEqual([
      'components/feed/stream/feed-messages.ts',
      'components/frame/api-problem.ts',
      'components/frame/read-answer.ts',
      'components/frame/take-session.ts',
      'components/settings/stored-draft.ts',
    ])
  })
})

describe('docs/api.md', () => {
  const rowsOfRoutes = rows.filter(({ key }) => key.includes(' /api/'))

  test('has a row for each route, and none for what does not exist', () => {
    expect(rowsOfRoutes.map(({ key }) => key).toSorted()).toEqual(routes.toSorted())
  })

  test.each(routes)('tells what %s takes', (route) => {
    const cell = rowsOfRoutes.find(({ key }) => key === route)?.cells[0] ?? ''
    const told = codeOf(cell).flatMap((code) => {
      if (code.startsWith('{')) return [...(readShape(code) ?? [])].map(named)
      const [, name, mark = ''] = /^([\w-]+)(?:=[^?]+)?(\?)?$/.exec(code) ?? []
      return name === undefined ? [] : [`${/^[A-Z]/.test(name) ? name.toLowerCase() : name}${mark}`]
    })
    if (/\ba filter\b/.test(cell)) told.push(...filterFields.map((name) => `${name}?`))
    const body = types.part(route, 'body')
    const takes = [types.part(route, 'query'), body && isJson(body) ? body : undefined, types.part(route, 'headers')]
    expect(told.toSorted()).toEqual(takes.flatMap(fieldsOf).toSorted())
  })

  test.each(routes)('tells what %s answers', (route) => {
    const cell = rowsOfRoutes.find(({ key }) => key === route)?.cells[1] ?? ''
    const answer = types.part(route, 'answer')
    const shown = codeOf(cell).find((code) => code.startsWith('{'))
    if (answer && types.text(answer) === 'void') expect(cell).toMatch(/^204/)
    else if (answer && isJson(answer)) expect(differences(route, readShape(shown ?? ''), answer)).toEqual([])
    else expect(shown).toBeUndefined()
  })

  test('tells every message of the stream, and none besides', () => {
    const messages = types.messages(stream)
    const told = rows.slice(rows.findIndex(({ key }) => key === 'item')).filter(({ key }) => !key.includes(' '))
    expect(told.map(({ key }) => key)).toEqual([...messages.keys()])
    const wrong = told.flatMap(({ key, cells: [cell = ''] }) => {
      const message = messages.get(key)
      return !message || /a FeedItem/.test(cell) ? [] : differences(key, readShape(codeOf(cell)[0] ?? ''), message)
    })
    expect(wrong).toEqual([])
  })

  const filterFields = codeOf(/A \*\*filter\*\* is any of ([^.]*)\./.exec(page)?.[1] ?? '')

  test('tells what a feed item, a watch and a problem are', () => {
    const shapeOf = (name: string) => readShape(new RegExp(`^${name} +(\\{[\\s\\S]*)`, 'm').exec(page)?.[1] ?? '')
    const item = types.messages(stream).get('item') ?? types.type('Contract')
    expect(differences('FeedItem', shapeOf('FeedItem'), item)).toEqual([])
    const watch = types.element(types.type('WatchesAnswer'), 'watches') ?? types.type('Contract')
    expect(differences('Watch', shapeOf('Watch'), watch)).toEqual([])
    const problem = readShape(/application\/problem\+json`: `([^`]+)`/.exec(page)?.[1] ?? '')
    expect(differences('problem', problem, types.type('ProblemDocument'))).toEqual([])
  })
})
