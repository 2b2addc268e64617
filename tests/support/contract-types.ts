import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { API, type Symbol as Property, SymbolFlags, type Type } from 'typescript/unstable/sync'

/** The fields of an object by name, and whether each may be left out. */
export type Fields = ReadonlyMap<string, { readonly isOptional: boolean }>

/** One field of what is sent, wherever in it, with the place of its declaration. */
export type SentField = { readonly path: string; readonly file: string; readonly at: number; readonly name: string }

type Sides = { readonly server: boolean; readonly browser: boolean }

const contractFile = path.resolve('lib/http/contract.ts')
const configFile = path.resolve('tsconfig.sides.json')
/** The product without its tests. */
const config = {
  extends: './tsconfig.json',
  compilerOptions: { incremental: false, plugins: [] },
  include: ['next-env.d.ts', 'app/**/*', 'components/**/*', 'lib/**/*', 'proxy.ts', 'instrumentation*.ts'],
}

/** The contract as the compiler reads it, and what the compiler says when a field is given another name there alone. */
export class ContractTypes {
  readonly #changed = new Map([[configFile, JSON.stringify(config)]])
  readonly #api = new API({
    cwd: process.cwd(),
    fs: {
      readFile: (file) => this.#changed.get(file),
      fileExists: (file) => this.#changed.has(file) || undefined,
    },
  })
  readonly #project = this.#open()
  readonly #sources = globSync('{app,components,lib}/**/*.{ts,tsx}', { exclude: (name) => name.includes('generated') })
    .map((file) => path.resolve(file))
    .map((file) => ({ file, text: readFileSync(file, 'utf8') }))
  /** Nouns that both sides run. */
  readonly #shared = new Set(
    this.#sources
      .filter(({ file }) => sideOf(file) === 'browser')
      .flatMap(({ text }) => [...text.matchAll(/from '#(lib\/[^']+)'/g)].map(([, file = '']) => path.resolve(file))),
  )
  /** What the compiler has yet to hear of: the file of the last rename is as it was. */
  #restored: string[] = []
  /** Where a field of a type was missed the last time: its next field will be missed there too. */
  readonly #lastErrors = new Map<string, string>()

  #open() {
    const project = this.#api.updateSnapshot({ openProjects: [configFile] }).getProject(configFile)
    if (!project) throw new Error('The compiler does not find the project')
    return project
  }

  close(): void {
    this.#api.close()
  }

  #typeOf(name: string): Type {
    const { program, checker } = this.#project
    const module = program.getSourceFile(contractFile)
    const symbol = module && checker.getSymbolAtLocation(module)
    const found = symbol && checker.getExportsOfModule(symbol).find((each) => each.name === name)
    if (!found) throw new Error(`The contract has no ${name}`)
    return checker.getDeclaredTypeOfSymbol(found)
  }

  #member(type: Type, name: string): Type | undefined {
    const property = this.#project.checker.getPropertyOfType(type, name)
    return property && this.#project.checker.getTypeOfSymbol(property)
  }

  routes(): string[] {
    return [...this.fields(this.#typeOf('Contract')).keys()]
  }

  /** A part of what a route takes or answers; undefined where it has none. */
  part(route: string, part: 'query' | 'body' | 'headers' | 'answer'): Type | undefined {
    const type = this.#member(this.#typeOf('Contract'), route)
    return type && this.#member(type, part)
  }

  /** What a stream sends, by the name of each event. */
  messages(route: string): ReadonlyMap<string, Type> {
    const answer = this.part(route, 'answer')
    const messages = answer && this.#member(answer, 'messages')
    if (!messages) return new Map()
    return new Map([...this.fields(messages).keys()].map((name) => [name, this.#member(messages, name) ?? messages]))
  }

  type(name: string): Type {
    return this.#typeOf(name)
  }

  /** The type that a field, or the elements of a list in it, has. */
  element(type: Type, field: string): Type | undefined {
    const found = this.#member(type, field)
    return found && this.#project.checker.isArrayType(found)
      ? this.#project.checker.getTypeArguments(found as never)[0]
      : found
  }

  text(type: Type): string {
    return this.#project.checker.typeToString(type)
  }

  /** The fields of an object. Of alternatives all that any of them has; one that not all of them have may be left out. */
  fields(type: Type): Fields {
    const objects = this.#objectsIn(type)
    const all = objects.map((object) => this.#properties(object))
    const names = new Set(all.flatMap((properties) => properties.map(({ name }) => name)))
    const isOptional = (name: string) =>
      all.some((properties) => {
        const found = properties.find((property) => property.name === name)
        return !found || (found.flags & SymbolFlags.Optional) !== 0
      })
    return new Map([...names].map((name) => [name, { isOptional: isOptional(name) }]))
  }

  #objectsIn(type: Type): Type[] {
    if (type.isUnionType()) return type.getTypes().flatMap((each) => this.#objectsIn(each))
    return type.isObjectType() || type.isIntersectionType() ? [type] : []
  }

  #properties(object: Type): readonly Property[] {
    return this.#project.checker.getPropertiesOfType(object)
  }

  /** Every field of all that is sent as JSON, once for each declaration. */
  sentFields(): SentField[] {
    const found = new Map<string, SentField>()
    const seen = new Set<number>()
    const walk = (type: Type, at: string): void => {
      const { checker } = this.#project
      for (const object of this.#objectsIn(type)) {
        if (seen.has(object.id)) continue
        seen.add(object.id)
        if (checker.isArrayType(object)) {
          for (const element of checker.getTypeArguments(object as never)) walk(element, at)
          continue
        }
        for (const { valueType } of checker.getIndexInfosOfType(object)) walk(valueType, at)
        for (const property of this.#properties(object)) {
          const fieldPath = `${at}.${property.name}`
          for (const field of this.#declarations(property, fieldPath)) found.set(`${field.file}:${field.at}`, field)
          const inner = checker.getTypeOfSymbol(property)
          if (inner) walk(inner, fieldPath)
        }
      }
    }
    for (const route of this.routes()) {
      const answer = this.part(route, 'answer')
      const isJson = answer && !['mediaType', 'messages'].some((name) => this.#member(answer, name))
      if (isJson) walk(answer, route)
      for (const [name, message] of this.messages(route)) walk(message, `${route} ${name}`)
    }
    walk(this.#typeOf('ProblemDocument'), 'problem')
    return [...found.values()]
  }

  #declarations(property: Property, fieldPath: string): SentField[] {
    return property.declarations.flatMap((handle) => {
      const node = handle.resolve(this.#project)
      const name = node && 'name' in node ? (node.name as typeof node) : undefined
      const file = name?.getSourceFile().fileName
      if (!name || !file?.startsWith(path.resolve('lib'))) return []
      return [{ path: fieldPath, file, at: name.getStart(), name: property.name }]
    })
  }

  /** On which sides the type check fails when a field is called otherwise in its declaration, and nowhere else. */
  missedOn({ path: fieldPath, file, at, name }: SentField): Sides {
    const { text } = this.#sources.find((source) => source.file === file) ?? { text: readFileSync(file, 'utf8') }
    this.#changed.set(file, `${text.slice(0, at)}${name}Renamed${text.slice(at + name.length)}`)
    const snapshot = this.#api.updateSnapshot({ fileChanges: { changed: [file, ...this.#restored] } })
    const program = snapshot.getProject(configFile)?.program
    const missed = { server: false, browser: false }
    for (const candidate of this.#candidates(file, fieldPath)) {
      const side = this.#shared.has(candidate) ? 'both' : sideOf(candidate)
      if (side === 'both' ? missed.server && missed.browser : missed[side]) continue
      if (!program?.getSemanticDiagnostics(candidate).length) continue
      if (side !== 'both') this.#lastErrors.set(`${file} ${side}`, candidate)
      if (side !== 'browser') missed.server = true
      if (side !== 'server') missed.browser = true
    }
    this.#changed.delete(file)
    this.#restored = [file]
    snapshot.dispose()
    return missed
  }

  /** Where a field may be missed, the likeliest first: where it is named, or what holds it, or on the server its whole type. */
  #candidates(file: string, fieldPath: string): string[] {
    const word = new RegExp(`\\b(${fieldPath.split('.').slice(1).slice(-2).join('|')})\\b`)
    const importLine = `/${path.basename(file)}'`
    const rank = (source: { file: string; text: string }) => {
      if (source.file === file) return 0
      if (this.#lastErrors.get(`${file} ${sideOf(source.file)}`) === source.file) return 1
      return source.text.includes(importLine) ? 2 : 3
    }
    return this.#sources
      .filter(({ file, text }) => word.test(text) || (sideOf(file) === 'server' && text.includes(importLine)))
      .map((source) => ({ file: source.file, rank: rank(source) }))
      .toSorted((left, right) => left.rank - right.rank)
      .map((each) => each.file)
  }
}

function sideOf(file: string): 'server' | 'browser' {
  return file.startsWith(path.resolve('components')) ? 'browser' : 'server'
}
