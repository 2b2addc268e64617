import { readFileSync } from 'node:fs'

export type AlertRule = { readonly name: string; readonly expr: string; readonly runbook: string }

/** The rules of docs/operate/alerts.yaml, as far as they are written there; promtool reads the whole. */
export function readAlertRules(): AlertRule[] {
  const [, ...rules] = readFileSync('docs/operate/alerts.yaml', 'utf8').split('- alert: ')
  return rules.map((text) => ({
    name: /^\w+/.exec(text)?.[0] ?? '',
    expr: (/ {8}expr: (?:\|\n)?([\s\S]*?)\n {8}\w/.exec(text)?.[1] ?? '').trim(),
    runbook: /runbook_url: (\S+)/.exec(text)?.[1] ?? '',
  }))
}

type Panel = { id: number; type: string; title: string; gridPos: Box; targets?: Target[] }
type Box = { x: number; y: number; w: number; h: number }
type Target = { refId: string; expr: string }
type Dashboard = {
  uid: string
  title: string
  schemaVersion: number
  templating: { list: { name: string; type: string }[] }
  panels: Panel[]
}

export function readDashboard(): Dashboard {
  return JSON.parse(readFileSync('docs/operate/dashboard.json', 'utf8'))
}
