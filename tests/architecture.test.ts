import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

/** Which folders of `lib` each folder may import, beside itself. `platform` knows nothing of our domain. */
const mayImport: Record<string, readonly string[]> = {
  platform: [],
  language: [],
  db: ['platform'],
  bitrix24: ['platform'],
  'feed-head': ['platform', 'db'],
  portals: ['platform', 'db', 'bitrix24', 'feed-head'],
  tokens: ['platform', 'db', 'bitrix24', 'portals'],
  'rest-budget': ['platform', 'db', 'bitrix24'],
  sessions: ['platform', 'db', 'bitrix24', 'portals', 'tokens', 'rest-budget'],
  installations: ['platform', 'db', 'bitrix24', 'feed-head', 'portals', 'tokens', 'sessions'],
  uninstall: ['platform', 'db', 'bitrix24', 'portals', 'tokens'],
  watches: ['platform', 'db', 'bitrix24', 'feed-head', 'portals', 'sessions'],
  retention: ['platform', 'db', 'feed-head'],
  receipts: ['platform', 'db', 'bitrix24', 'portals', 'tokens', 'installations', 'uninstall', 'watches', 'retention'],
  directory: ['platform', 'db', 'bitrix24'],
  feed: ['platform', 'db', 'bitrix24', 'feed-head', 'portals', 'watches'],
  confirmation: [
    'platform',
    'db',
    'bitrix24',
    'feed-head',
    'portals',
    'tokens',
    'rest-budget',
    'watches',
    'receipts',
    'directory',
    'feed',
  ],
  'catch-up': [
    'platform',
    'db',
    'bitrix24',
    'feed-head',
    'portals',
    'tokens',
    'watches',
    'receipts',
    'feed',
    'confirmation',
  ],
  visibility: ['platform', 'db', 'bitrix24', 'feed-head', 'portals', 'sessions', 'receipts', 'feed'],
  live: ['platform', 'db', 'bitrix24', 'feed-head', 'portals', 'sessions', 'installations', 'feed', 'visibility'],
  insight: ['platform', 'db', 'bitrix24', 'portals', 'installations', 'watches', 'feed', 'visibility'],
  actions: ['platform', 'db', 'bitrix24', 'feed', 'visibility'],
  notify: ['platform', 'language', 'db', 'bitrix24', 'tokens', 'feed'],
  preferences: ['platform', 'db', 'feed', 'notify'],
  export: ['platform', 'language', 'feed', 'visibility'],
  http: [
    'platform',
    'language',
    'db',
    'bitrix24',
    'portals',
    'sessions',
    'installations',
    'watches',
    'receipts',
    'feed',
    'visibility',
    'insight',
    'actions',
    'preferences',
  ],
  jobs: [
    'platform',
    'db',
    'tokens',
    'rest-budget',
    'installations',
    'uninstall',
    'watches',
    'retention',
    'receipts',
    'feed',
    'confirmation',
    'catch-up',
    'live',
    'notify',
  ],
  operate: [
    'platform',
    'db',
    'bitrix24',
    'portals',
    'tokens',
    'rest-budget',
    'installations',
    'uninstall',
    'confirmation',
    'catch-up',
    'insight',
  ],
  launch: ['platform', 'language', 'db', 'tokens', 'sessions', 'installations', 'operate'],
}

/** Files that hold types and pure functions only, so that they may run in the browser. */
const nouns = new Set([
  'lib/http/contract.ts',
  'lib/feed/feed-filter.ts',
  'lib/feed/value-conditions.ts',
  'lib/feed/feed-item.ts',
  'lib/feed/filter-params.ts',
  'lib/feed/search-amount.ts',
  'lib/feed/search-text.ts',
  'lib/feed/feed-run.ts',
  'lib/feed/seen-change.ts',
  'lib/feed/seen-marks.ts',
  'lib/insight/activity.ts',
  'lib/insight/folding.ts',
  'lib/insight/silence.ts',
  'lib/preferences/preferences.ts',
  'lib/preferences/theme.ts',
  'lib/watches/watch.ts',
  'lib/sessions/viewer.ts',
  'lib/portals/installation-status.ts',
  'lib/portals/standing.ts',
  'lib/bitrix24/actor.ts',
  'lib/bitrix24/item-ref.ts',
  'lib/bitrix24/photo-address.ts',
  'lib/bitrix24/refusals.ts',
  'lib/actions/action.ts',
  'lib/actions/next-stage.ts',
  'lib/actions/pipeline.ts',
  'lib/insight/diagnostics.ts',
  'lib/insight/explain-item.ts',
  'lib/insight/explain-person.ts',
  'lib/notify/notify-rule.ts',
  'lib/notify/quiet-hours.ts',
  'lib/platform/backoff.ts',
  'lib/platform/drop-oldest.ts',
])

/**
 * Which folders of `lib` write to each table, its owner first. What is after it waits to be moved there, but for `retention`, which
 * deletes what is old, and for the end of a type, which `watches` takes out of all tables at once.
 */
const writers: Record<string, readonly string[]> = {
  attention: ['watches'],
  bell: ['notify', 'watches'],
  bell_cursor: ['notify'],
  directory_entry: ['directory', 'watches'],
  event_delivery: ['receipts', 'confirmation', 'retention', 'watches'],
  // Triggers on feed_item.
  feed_count: [],
  feed_head: ['feed-head'],
  feed_item: ['feed', 'retention', 'watches'],
  feed_lease: ['feed-head'],
  feed_proof: ['feed-head'],
  feed_type: ['watches'],
  // One row, whose columns have an owner each: how it stands, its tokens, what its admin said, its end.
  home: ['db'],
  installation: ['installations', 'portals', 'sessions', 'tokens', 'uninstall'],
  portal: ['installations', 'portals', 'uninstall'],
  pruning: ['retention'],
  refused_hints: ['receipts', 'retention'],
  rest_budget: ['rest-budget'],
  rest_call: ['rest-budget', 'retention'],
  rest_method: ['rest-budget'],
  search_posting: ['feed'],
  search_progress: ['feed'],
  type_check: ['watches'],
  viewer_action: ['actions', 'retention', 'watches'],
  viewer_state: ['preferences', 'feed', 'sessions'],
  watch: ['watches', 'retention'],
}

type Import = { readonly from: string; readonly to: string }

function filesOf(...patterns: string[]): string[] {
  return globSync(patterns, { exclude: (name) => name.includes('generated') || name.includes('node_modules') })
}

function importsOf(file: string): Import[] {
  const source = readFileSync(file, 'utf8')
  const specifiers = [...source.matchAll(/(?<!['\w])(?:from|import)\s*\(?\s*'([^']+)'/g)].flatMap(
    (match) => match[1] ?? [],
  )
  return specifiers.flatMap((specifier) => {
    if (specifier.startsWith('.')) return [{ from: file, to: path.join(path.dirname(file), specifier) }]
    if (specifier.startsWith('#')) return [{ from: file, to: specifier.slice(1) }]
    return [{ from: file, to: `npm:${specifier}` }]
  })
}

const libImports = filesOf('lib/**/*.ts').flatMap(importsOf)
const line = ({ from, to }: Import) => `${from} → ${to}`

describe('the layout', () => {
  test('lib folders import only what lies below them', () => {
    const wrong = libImports.filter(({ from, to }) => {
      const [, folder = ''] = from.split('/')
      const [top, target = ''] = to.split('/')
      if (top !== 'lib' || target === folder) return false
      return !(mayImport[folder] ?? []).includes(target)
    })
    expect(wrong.map(line)).toEqual([])
  })

  test('every folder of lib has its line in the table', () => {
    const folders = new Set(filesOf('lib/**/*.ts').map((file) => file.split('/')[1]))
    expect([...folders].sort()).toEqual(Object.keys(mayImport).sort())
  })

  test('docs/architecture.md names the topmost of what a folder may import', () => {
    const below = (folder: string): string[] => (mayImport[folder] ?? []).flatMap((each) => [each, ...below(each)])
    const rows = readFileSync('docs/architecture.md', 'utf8').matchAll(/^\| `([\w-]+)` *\|[^|]*\|([^|]*)\|$/gm)
    const told = [...rows].map(([, folder = '', names = '']) => ({
      folder,
      names: names.includes('nothing of ours') ? [] : names.trim().split(', '),
    }))
    expect(told.map(({ folder }) => folder).toSorted()).toEqual(Object.keys(mayImport).toSorted())
    const wrong = told.filter(({ folder, names }) => {
      const reached = new Set(names.flatMap((name) => [name, ...below(name)]))
      const allowed = mayImport[folder] ?? []
      return names.some((name) => !allowed.includes(name)) || allowed.some((name) => !reached.has(name))
    })
    expect(wrong).toEqual([])
  })

  test('nothing in lib imports pages or components, and nothing that is shipped imports tests', () => {
    const shipped = filesOf('{app,components,lib}/**/*.{ts,tsx}', 'proxy.ts', 'instrumentation.ts').flatMap(importsOf)
    const wrong = shipped.filter(
      ({ from, to }) => /^(tests|simulator)\//.test(to) || (/^lib\//.test(from) && /^(app|components)\//.test(to)),
    )
    expect(wrong.map(line)).toEqual([])
  })

  test('components/ui knows nothing of the feed', () => {
    const wrong = filesOf('components/ui/**/*.{ts,tsx}').flatMap(importsOf)
    expect(
      wrong.filter(({ to }) => /^(components\/(?!ui\/)|lib\/(?!language\/|platform\/))/.test(to)).map(line),
    ).toEqual([])
  })

  test('nothing sets or reads a cookie', () => {
    const wrong = filesOf('{app,components,lib}/**/*.{ts,tsx}', 'proxy.ts').filter((file) =>
      /\bcookies?\(|\.cookies?\b|['"](set-)?cookie['"]/i.test(readFileSync(file, 'utf8')),
    )
    expect(wrong).toEqual([])
  })

  test('the proxy needs no database', () => {
    const reached = new Set(['proxy.ts'])
    for (const file of reached) {
      if (file.endsWith('.ts')) for (const { to } of importsOf(file)) if (!to.startsWith('npm:')) reached.add(to)
    }
    expect([...reached].filter((file) => file.startsWith('lib/db/'))).toEqual([])
    expect(reached.size).toBeGreaterThan(3)
  })

  test('components import only nouns and the language of lib', () => {
    const wrong = filesOf('components/**/*.ts', 'components/**/*.tsx')
      .flatMap(importsOf)
      .filter(({ to }) => to.startsWith('lib/') && !nouns.has(to) && !to.startsWith('lib/language/'))
    expect(wrong.map(line)).toEqual([])
  })

  test('nouns stay free of the server', () => {
    const wrong = [...nouns].flatMap(importsOf).filter(({ to }) => !nouns.has(to))
    expect(wrong.map(line)).toEqual([])
  })

  test('two modules make clients of the database: of a pool, and of a transaction', () => {
    const wrong = libImports.filter(
      ({ from, to }) => to.includes('generated/client') && /PrismaClient/.test(readFileSync(from, 'utf8')),
    )
    expect(wrong.map(({ from }) => from)).toEqual(['lib/db/client.ts', 'lib/db/transaction-clients.ts'])
  })

  test('one door leads out to portals and OAuth servers', () => {
    const wires = /^npm:(node:https|node:http2|node:tls|undici|axios|@bitrix24\/b24jssdk)$/
    const users = libImports.filter(({ to }) => wires.test(to)).map(({ from }) => from)
    const fetching = filesOf('lib/**/*.ts').filter((file) => /\bfetch\(/.test(readFileSync(file, 'utf8')))
    expect([...users, ...fetching].sort()).toEqual([
      'lib/bitrix24/egress.ts',
      'lib/bitrix24/request-json.ts',
      // Whether the server that was started answers.
      'lib/launch/until-answers.ts',
    ])
  })

  test('Prisma’s schema engine, which production does not install, serves no program but db:new', () => {
    const users = new Set(['npm:@prisma/schema-engine-wasm/schema_engine_bg'])
    for (let before = 0; before < users.size; ) {
      before = users.size
      for (const { from, to } of libImports) if (users.has(to)) users.add(from)
    }
    expect([...users].filter((user) => !user.startsWith('npm:')).sort()).toEqual([
      'lib/launch/diff-to-schema.ts',
      'lib/launch/new-migration.ts',
      'lib/launch/schema-engine.ts',
    ])
  })

  test('no files import each other in a circle', () => {
    const files = filesOf('{app,components,lib}/**/*.{ts,tsx}')
    const targets = new Map(files.map((file) => [file, importsOf(file).map(({ to }) => to)]))
    const isWalked = new Set<string>()
    const circles: string[] = []
    const walk = (file: string, road: readonly string[]) => {
      const from = road.indexOf(file)
      if (from >= 0) circles.push([...road.slice(from), file].join(' → '))
      if (from >= 0 || isWalked.has(file)) return
      for (const next of targets.get(file) ?? []) walk(next, [...road, file])
      isWalked.add(file)
    }
    for (const file of files) walk(file, [])
    expect(circles).toEqual([])
  })

  test('the names of REST methods are known to lib/bitrix24 alone', () => {
    const methods = new Set(
      filesOf('lib/bitrix24/*.ts').flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(/method: '([^'.]+\.[^']+)'/g)].flatMap(([, method]) => method ?? []),
      ),
    )
    const known = new RegExp(`['"\`](${[...methods].map(RegExp.escape).join('|')})\\b`)
    const likely = /'(crm|event|im|user)(\.[a-z]+)+'/
    const knowing = filesOf('{app,components,lib}/**/*.{ts,tsx}').filter((file) => {
      const source = readFileSync(file, 'utf8')
      return !file.startsWith('lib/bitrix24/') && (known.test(source) || likely.test(source))
    })
    expect(methods.size).toBeGreaterThan(9)
    expect(knowing).toEqual([])
  })

  test('time comes in as an argument', () => {
    const asks = /Date\.now\(|new Date\(\)|performance\.now\(|systemClock\(\)/
    const asking = filesOf('lib/**/*.ts').filter((file) => asks.test(readFileSync(file, 'utf8')))
    expect(asking.filter((file) => !/^lib\/(launch|platform)\/|^lib\/db\/embedded-/.test(file))).toEqual([
      // Wires the clock of every request that a viewer makes.
      'lib/http/with-viewer.ts',
    ])
  })

  test('each table is written by its owner, and by whom else is listed', () => {
    const schema = readFileSync('prisma/schema.prisma', 'utf8')
    const tables = [...schema.matchAll(/^model (\w)(\w+) \{[\s\S]*?@@map\("(\w+)"\)/gm)].map(
      ([, first = '', rest = '', table = '']) => ({ model: first.toLowerCase() + rest, table }),
    )
    const sources = filesOf('{app,lib}/**/*.{ts,tsx}').map((file) => ({ file, source: readFileSync(file, 'utf8') }))
    const written = tables.map(({ model, table }) => {
      const writes = new RegExp(
        `\\.${model}\\s*\\.(create|update|upsert|delete)|\\b(insert\\s+into|update|delete\\s+from|merge\\s+into)\\s+${table}\\b`,
        'i',
      )
      const folders = sources.flatMap(({ file, source }) => (writes.test(source) ? file.split('/').slice(1, 2) : []))
      const [owner = ''] = writers[table] ?? []
      const others = [...new Set(folders)].filter((folder) => folder !== owner).sort()
      return [table, folders.includes(owner) ? [owner, ...others] : others]
    })
    expect(Object.fromEntries(written)).toEqual(writers)
  })

  test('a file named after what it does does nothing else', () => {
    const acts = /^export (?:(async) function\*?|function) (\w+)(?:<[^(]*>)?\([\s\S]*?\)(?:: (.*))? \{$/gm
    const wrong = filesOf('lib/**/*.ts').flatMap((file) => {
      const names = [...readFileSync(file, 'utf8').matchAll(acts)].flatMap(([, isAsync, name = '', answer = '']) =>
        isAsync || answer.includes('Promise<') ? [name] : [],
      )
      const own = path.basename(file, '.ts').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
      return names.includes(own) && names.length > 1 ? [`${file}: ${names.join(', ')}`] : []
    })
    expect(wrong).toEqual([])
  })

  test('what says whether something is so asks nobody', () => {
    const wrong = filesOf('{lib,components}/**/*.{ts,tsx}').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\b(?:function\*?\s+|#)((?:is|are|has|may|was|can)[A-Z]\w*)[^\n]*/g)]
        .filter(([line]) => /: Promise<|\(tx\b|\btx: /.test(line))
        .map(([, name]) => `${file}: ${name}`),
    )
    expect(wrong).toEqual([])
  })

  test('what is exported has a technical name for a technical act', () => {
    const vague =
      /^export (?:async )?function\*? ((?:note|keep|hear|heed|settle|grant|want|meet|hint)(?:[A-Z]\w*)?)\b/gm
    const wrong = filesOf('{lib,components}/**/*.{ts,tsx}').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(vague)].map(([, name]) => `${file}: ${name}`),
    )
    // Tries until it succeeds: what it is called everywhere.
    expect(wrong).toEqual(['components/ui/keep-trying.ts: keepTrying'])
  })

  test('no module of lib has a state of its own', () => {
    const constant = /= new (Date|RegExp)\(|: Readonly(Set|Map)<.*> = new (Set|Map)\b/
    // Nobody can tell whether a formatter is another one.
    const cache = /= new Map<string, Intl\.\w+>\(\)/
    const kept = filesOf('lib/**/*.ts').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^(?:export )?(?:(?:let|var) .*|const [^=]+ = (?:new .*|\[\]|\{\}))$/gm)]
        .map(([line]) => line)
        .filter((line) => !constant.test(line) && !cache.test(line))
        .map((line) => `${file}: ${line}`),
    )
    expect(kept).toEqual([])
  })

  test('pages and routes hold no SQL and read no environment', () => {
    const wrong = filesOf('app/**/*.ts', 'app/**/*.tsx').filter((file) =>
      /\$queryRaw|\$executeRaw|process\.env/.test(readFileSync(file, 'utf8')),
    )
    expect(wrong).toEqual([])
  })

  test('the environment is read where it is checked, and by the programs that check it', () => {
    const readers = filesOf('lib/**/*.ts', 'components/**/*.ts', 'components/**/*.tsx').filter((file) =>
      readFileSync(file, 'utf8').includes('process.env'),
    )
    expect(readers.filter((file) => !file.startsWith('lib/launch/')).sort()).toEqual([
      // Whether this is development, and which commit it is, which the bundler writes in.
      'lib/language/load-messages.ts',
      'lib/platform/end-without-environment.ts',
      'lib/platform/env.ts',
      'lib/platform/log.ts',
      'lib/platform/version.ts',
    ])
  })

  test('one place says whether a process lives', () => {
    const askers = filesOf('lib/**/*.ts').filter((file) => /\.kill\([^)]*, 0\)/.test(readFileSync(file, 'utf8')))
    expect(askers).toEqual(['lib/platform/live-process.ts'])
  })

  test('no barrels and no folders of odds and ends', () => {
    expect(filesOf('{app,lib,components}/**/{index,utils,helpers}.{ts,tsx}')).toEqual([])
  })
})
