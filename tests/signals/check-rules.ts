import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readDashboard } from './alert-rules.ts'

/**
 * `node tests/signals/check-rules.ts`: has promtool check the alert rules, run their tests, and read each expression of the dashboard,
 * which it takes for a rule that records. On demand: promtool comes with Prometheus.
 */
function promtool(...args: string[]): void {
  const { status, error, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' })
  if (error) fail('promtool is missing: install Prometheus (Debian: apt-get install prometheus) and run this again.')
  process.stdout.write(`promtool ${args.slice(0, 2).join(' ')}\n${stdout.trim()}\n\n`)
  if (status !== 0) fail(`promtool declined: ${stderr.trim()}`)
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

/** As rules, with a span in place of the one that Grafana fills in. */
function recordingRules(): string {
  const targets = readDashboard().panels.flatMap(({ targets = [], id }) => targets.map((target) => ({ ...target, id })))
  const rules = targets.map(({ id, refId, expr }) => ({
    record: `dashboard:panel_${id}:${refId}`,
    expr: expr.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*'),
  }))
  // JSON is YAML.
  return JSON.stringify({ groups: [{ name: 'dashboard', rules }] })
}

const folder = mkdtempSync(path.join(tmpdir(), 'spf-rules-'))
process.on('exit', () => rmSync(folder, { recursive: true }))
promtool('check', 'rules', 'docs/operate/alerts.yaml')
promtool('test', 'rules', 'docs/operate/alerts.test.yaml')
const file = path.join(folder, 'dashboard.yaml')
writeFileSync(file, recordingRules())
promtool('check', 'rules', file)
