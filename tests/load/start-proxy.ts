import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort, probePortFree } from '#lib/platform/ports.ts'
import { Problem } from '#lib/platform/problem.ts'

export type ProxyProgram = 'nginx' | 'caddy'

const FOLDER = path.resolve(import.meta.dirname, '../../docs/operate')
/** Debian's nginx is where only its administrator looks. */
const PATH = `${process.env.PATH}:/usr/sbin`

/**
 * The real proxy with the file that docs/operate has for it, in which only names, addresses and the certificate are other ones.
 * @returns its https address.
 * @throws Problem in one sentence when the program is not here.
 */
export async function startProxy(program: ProxyProgram, ports: readonly [number, number], parts: AsyncDisposableStack) {
  const folder = mkdtempSync(path.join(tmpdir(), `spf-${program}-`))
  parts.defer(() => rmSync(folder, { recursive: true, force: true }))
  const port = await findFreePort()
  const command = program === 'nginx' ? nginx(folder, port, ports) : await caddy(folder, port, ports)
  const env = { PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder } as unknown as NodeJS.ProcessEnv
  const child = spawn(program, command, { stdio: ['ignore', 'ignore', 'inherit'], env })
  let ended = ''
  child.once('error', (error) => {
    ended = error.message
  })
  child.once('exit', (code) => {
    ended = `exit code ${code}`
  })
  parts.defer(() => void child.kill('SIGTERM'))
  while (await probePortFree(port)) {
    if (ended !== '')
      throw new Problem(`${program} did not start (${ended}): install it, such as by apt-get install ${program}.`)
    await sleep(100)
  }
  return `https://localhost:${port}`
}

function read(name: string, changes: readonly (readonly [string | RegExp, string])[]): string {
  return changes.reduce(
    (text, [from, to]) => {
      const changed = text.replace(from, to)
      if (changed === text) throw new Error(`docs/operate/${name} has no ${from}.`)
      return changed
    },
    readFileSync(path.join(FOLDER, name), 'utf8'),
  )
}

function nginx(folder: string, port: number, [one, other]: readonly [number, number]): string[] {
  const [certificate, key] = [path.join(folder, 'certificate.pem'), path.join(folder, 'key.pem')]
  const subject = ['-subj', '/CN=localhost', '-days', '2', '-keyout', key, '-out', certificate]
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject], { stdio: 'ignore' })
  const site = read('nginx.conf', [
    ['127.0.0.1:3001', `127.0.0.1:${one}`],
    ['127.0.0.1:3002', `127.0.0.1:${other}`],
    ['listen 443', `listen 127.0.0.1:${port}`],
    ['feed.example.com;', 'localhost;'],
    [/ssl_certificate .*;/, `ssl_certificate ${certificate};`],
    [/ssl_certificate_key .*;/, `ssl_certificate_key ${key};`],
    [/access_log \S+/, `access_log ${folder}/access.log`],
    [/error_log \S+/, 'error_log stderr'],
  ])
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${folder}/${of};`)
  const whole = `daemon off; pid ${folder}/pid; error_log stderr crit; events {} http { ${temporary.join(' ')}\n${site}}`
  writeFileSync(path.join(folder, 'nginx.conf'), whole)
  return ['-e', 'stderr', '-c', path.join(folder, 'nginx.conf')]
}

async function caddy(folder: string, port: number, [one, other]: readonly [number, number]): Promise<string[]> {
  // A certificate of its own making, and nothing of it outside of the folder.
  const own = ['admin off', 'local_certs', 'skip_install_trust', 'auto_https disable_redirects']
  const site = read('Caddyfile', [
    ['\n{\n', `\n{\n${own.join('\n')}\nhttp_port ${await findFreePort()}\n`],
    ['log {', 'log {\nlevel ERROR'],
    ['127.0.0.1:3001 127.0.0.1:3002', `127.0.0.1:${one} 127.0.0.1:${other}`],
    ['\nfeed.example.com', `\nhttps://localhost:${port}`],
  ])
  writeFileSync(path.join(folder, 'Caddyfile'), site)
  return ['run', '--adapter', 'caddyfile', '--config', path.join(folder, 'Caddyfile')]
}
