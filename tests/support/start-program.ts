import { type ChildProcess, spawn } from 'node:child_process'

export type Program = {
  child: ChildProcess
  pid: number
  /** All that it has printed so far, both streams. */
  output(): string
  /** Its exit code once it has ended; null when a signal ended it. */
  exitCode: Promise<number | null>
}

/** Runs a program as a person at a terminal would, with nothing in its environment but PATH, HOME and `env`. */
export function startProgram(command: string, args: string[], env: Record<string, string> = {}): Program {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(command, args, { env: { PATH, HOME, ...env } as unknown as NodeJS.ProcessEnv, stdio: 'pipe' })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk
    })
  }
  const { promise: exitCode, resolve } = Promise.withResolvers<number | null>()
  child.once('close', (code) => resolve(code))
  child.once('error', (error) => {
    output += error.message
    resolve(1)
  })
  return { child, pid: child.pid ?? 0, output: () => output, exitCode }
}
