import type { Readable } from 'node:stream'

/** Shows a program's log for people; what is no JSON line, as Next's own words, stands as it is. */
export async function showPretty(output: Readable): Promise<void> {
  // A tool of development: production is installed without it.
  const { default: pretty } = await import('pino-pretty')
  output.pipe(pretty({ translateTime: 'SYS:HH:MM:ss.l', ignore: 'pid,hostname' }))
}
