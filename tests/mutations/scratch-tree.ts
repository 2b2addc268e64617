import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Problem } from '#lib/platform/problem.ts'
import type { Mutation } from './mutation.ts'

/** Made by npm and Prisma, and not kept by git. */
const GENERATED = 'lib/db/generated'

/** A copy of the working tree as it is now, to break things in. */
export type ScratchTree = {
  readonly directory: string
  /** Breaks one thing, and returns how to mend it. @throws Problem where the text does not stand exactly once. */
  apply(mutation: Mutation): () => void
  remove(): void
}

export function copyWorkingTree(): ScratchTree {
  const directory = mkdtempSync(path.join(tmpdir(), 'spf-mutate-'))
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  for (const file of listed.split('\0')) {
    if (file === '' || !existsSync(file)) continue
    mkdirSync(path.dirname(path.join(directory, file)), { recursive: true })
    cpSync(file, path.join(directory, file))
  }
  cpSync(GENERATED, path.join(directory, GENERATED), { recursive: true })
  symlinkSync(path.resolve('node_modules'), path.join(directory, 'node_modules'))
  return {
    directory,
    apply({ name, file, from, to }) {
      const target = path.join(directory, file)
      const whole = readFileSync(target, 'utf8')
      const parts = whole.split(from)
      if (parts.length !== 2) throw new Problem(`${name}: its text stands ${parts.length - 1} times in ${file}.`)
      writeFileSync(target, parts.join(to))
      return () => writeFileSync(target, whole)
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}
