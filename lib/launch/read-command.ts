import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { Problem } from '#lib/platform/problem.ts'

/** What a command line may hold beside `--help`. */
type Takes<Options extends ParseArgsOptionsConfig> = {
  readonly options?: Options
  /** How many words it takes, at least and at most; none. */
  readonly words?: readonly [least: number, most: number]
}

export type CommandLine<Options extends ParseArgsOptionsConfig> = {
  readonly values: ReturnType<typeof parseArgs<{ options: Options; strict: true }>>['values']
  readonly words: string[]
}

/** Somebody who wants to read, however it is spelled, must never have started anything. */
const asksForHelp = /^(-{1,2}|\/)(h|help|usage|\?)(=.*)?$/i

/**
 * Reads the command line before anything else is done. Where it asks for help, that is printed and the program ends with 0; what the
 * command does not take is refused in one sentence, and the program ends with 2.
 * @param help its first line shows the command and what it takes.
 */
export function readCommand<const Options extends ParseArgsOptionsConfig = Record<never, never>>(
  help: string,
  takes: Takes<Options> = {},
): CommandLine<Options> {
  try {
    const read = parseCommand(help, takes, { args: process.argv.slice(2), env: process.env })
    if (read !== 'help') return read
    process.stdout.write(`${help.trim()}\n`)
    return process.exit(0)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    process.stderr.write(`${error.message}\n`)
    return process.exit(2)
  }
}

/**
 * The same, of given arguments. npm keeps what stands before its own `--` to itself and only tells of it by variables: without a look
 * at these `npm run x --dry-run` would be the real thing.
 * @throws Problem with one sentence for what the command does not take.
 */
export function parseCommand<const Options extends ParseArgsOptionsConfig>(
  help: string,
  { options, words: [least, most] = [0, 0] }: Takes<Options>,
  { args, env }: { readonly args: readonly string[]; readonly env: Readonly<Record<string, string | undefined>> },
): CommandLine<Options> | 'help' {
  if (args.some((argument) => asksForHelp.test(argument))) return 'help'
  const known: Options = options ?? ({} as Options)
  const usage = help.trim().split('\n', 1)[0] ?? ''
  const refuse = (what: string) => new Problem(`${what}, so nothing was done. It is called so: ${usage}`)
  const { values, positionals } = parseStrictly([...args, ...keptByNpm(known, env, refuse)], known, refuse)
  const odd = positionals.find((word) => word.startsWith('-'))
  if (odd !== undefined) throw refuse(`This command does not take ${odd}`)
  if (positionals.length > most) throw refuse(`This command does not take ${positionals.slice(most).join(' ')}`)
  if (positionals.length < least || positionals.some((word) => word === '')) throw refuse('Something is missing')
  return { values, words: positionals }
}

type Refuse = (what: string) => Problem

function parseStrictly<Options extends ParseArgsOptionsConfig>(args: string[], options: Options, refuse: Refuse) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true })
  } catch (error) {
    // Node's own sentence goes on with advice about positional arguments.
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split(/[.\n]/)
    throw refuse(reason)
  }
}

/** The options of ours that npm has taken for its own. One that only resembles one of them is refused, as on the command line. */
function keptByNpm(
  options: ParseArgsOptionsConfig,
  env: Readonly<Record<string, string | undefined>>,
  refuse: Refuse,
): string[] {
  const kept = Object.entries(env).filter(([name, value]) => /^npm_config_/i.test(name) && value === 'true')
  const given = new Set(kept.map(([name]) => name.replace(/^npm_config_/i, '').toLowerCase()))
  return Object.entries(options).flatMap(([name, { type }]) => {
    // Consent is given on the command line: for npm it is a setting of `npx`, which a machine may have for good.
    if (type !== 'boolean' || name === 'yes') return []
    const exact = name.replaceAll('-', '_')
    const like = [...given].find((each) => each !== exact && each.replaceAll('_', '') === name.replaceAll('-', ''))
    if (like !== undefined) throw refuse(`This command does not take --${like.replaceAll('_', '-')}`)
    return given.has(exact) ? [`--${name}`] : []
  })
}
