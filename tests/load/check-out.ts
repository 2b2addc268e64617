import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Problem } from '#lib/platform/problem.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')

/** Another commit in a folder of its own, with its packages and its production build. @returns the folder. */
export async function checkOut(commit: string, parts: AsyncDisposableStack): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'spf-former-'))
  const git = (...args: string[]) => execFileSync('git', ['-C', ROOT, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  try {
    git('worktree', 'add', '--force', '--detach', folder, commit)
  } catch {
    throw new Problem(`There is no commit ${commit} here: name one of git log.`)
  }
  parts.defer(() => void git('worktree', 'remove', '--force', folder))
  const lock = (root: string) => readFileSync(path.join(root, 'package-lock.json'), 'utf8')
  const run = (...args: string[]) => execFileSync(process.execPath, args, { cwd: folder, stdio: ['ignore', 2, 2] })
  if (lock(folder) === lock(ROOT) && existsSync(path.join(ROOT, 'node_modules'))) {
    // Whoever resolves a link would find this commit's files beside the packages.
    cpSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), {
      recursive: true,
      verbatimSymlinks: true,
    })
    run('node_modules/prisma/build/index.js', 'generate')
  } else execFileSync('npm', ['ci'], { cwd: folder, stdio: ['ignore', 2, 2] })
  run('lib/launch/build.ts')
  return folder
}
