import { jobNames, jobOutcomes, routes, statuses } from './counted-words.ts'
import { refusalReasons } from './refusal-reasons.ts'

/** What a metric is: the words of its labels, and, where not every word goes with every other, which go together. */
export type MetricSpec = {
  readonly kind: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly labels?: Readonly<Record<string, readonly string[]>>
  readonly series?: readonly Readonly<Record<string, string>>[]
  /** Upper bounds, in the unit that ends the name. */
  readonly buckets?: readonly number[]
  /** Read from the database for each answer, and unknown without it. */
  readonly isStored?: true
  /** A gauge that this process keeps itself, so that 0 is what it knows at the start. */
  readonly isKept?: true
}

const answerBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

/** All that the app tells of itself; `docs/operate.md` has a row for each. */
export const metricList = {
  spf_build_info: { kind: 'gauge', help: 'Always 1: which build runs.', labels: { version: [], commit: [] } },
  spf_http_requests_total: {
    kind: 'counter',
    help: 'Requests by route and class of status.',
    labels: { route: routes, status: statuses },
  },
  spf_http_seconds: {
    kind: 'histogram',
    help: 'How long requests took; a stream, until it was open.',
    labels: { route: routes },
    buckets: answerBuckets,
  },
  spf_http_open: { kind: 'gauge', help: 'Requests that are being answered.', labels: { route: routes }, isKept: true },
  spf_events_total: {
    kind: 'counter',
    help: 'Events by how they were answered.',
    labels: { outcome: ['received', 'ignored', 'malformed', 'not_proved', 'too_many', 'not_stored'] },
  },
  spf_receipt_commit_seconds: {
    kind: 'histogram',
    help: 'From an event to the commit of its receipt.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  },
  spf_receipts_waiting: { kind: 'gauge', help: 'Receipts that are not settled, of all portals.', isStored: true },
  spf_receipts_oldest_seconds: {
    kind: 'gauge',
    help: 'Age of the oldest receipt that is not settled.',
    isStored: true,
  },
  spf_receipts_settled_total: {
    kind: 'counter',
    help: 'Receipts by what became of their item.',
    labels: { outcome: ['recorded', 'duplicate', 'removed', 'not_found', 'not_watched'] },
  },
  spf_confirmation_lag_seconds: {
    kind: 'histogram',
    help: 'From the event to the feed.',
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800],
  },
  spf_stream_lag_seconds: {
    kind: 'histogram',
    help: 'From the commit of a change to its first writing on a stream, where a signal told of it.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  spf_items_recovered_total: { kind: 'counter', help: 'Items that catch-up found, and no event had announced.' },
  spf_sweep_oldest_seconds: {
    kind: 'gauge',
    help: 'Since when the watch that has waited longest was not swept; those of portals that nobody may ask left out.',
    isStored: true,
  },
  spf_sweep_overdue_seconds: {
    kind: 'gauge',
    help: 'Since when the portal that has waited longest is due to be swept.',
    isStored: true,
  },
  spf_rest_calls_total: {
    kind: 'counter',
    help: 'REST requests by outcome.',
    labels: {
      outcome: [
        'ok',
        'token',
        'query_limit',
        'operation_limit',
        'closed',
        'not_installed',
        'denied',
        'moved',
        'not_found',
        'unreachable',
        'other',
      ],
    },
  },
  spf_rest_seconds: {
    kind: 'histogram',
    help: 'How long portals take to answer.',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
  },
  spf_rest_budget_taken_total: {
    kind: 'counter',
    help: 'Requests that a portal’s budget let through, by for whom.',
    labels: { for: ['person', 'receipts', 'pages', 'background'] },
  },
  spf_rest_budget_waiting: { kind: 'gauge', help: 'Requests that wait for their portal’s budget.', isKept: true },
  spf_token_refreshes_total: {
    kind: 'counter',
    help: 'Renewals of portals’ tokens by how they ended.',
    labels: { outcome: ['renewed', 'unreachable', 'closed', 'gone', 'dead', 'unclear'] },
  },
  spf_streams_open: { kind: 'gauge', help: 'Open streams of this process.', isKept: true },
  spf_stream_messages_total: {
    kind: 'counter',
    help: 'Messages sent on streams; rows that are sent together are one.',
  },
  spf_refusals_total: {
    kind: 'counter',
    help: 'Requests declined on purpose, by code and reason.',
    labels: { code: [], reason: [] },
    series: Object.entries(refusalReasons).flatMap(([code, reasons]) =>
      [...reasons, 'other'].map((reason) => ({ code, reason })),
    ),
  },
  spf_jobs: {
    kind: 'gauge',
    help: 'Jobs by queue and state; in the queue "parked" those that failed for good.',
    labels: {
      queue: [...jobNames, 'parked'],
      state: ['created', 'retry', 'active', 'completed', 'cancelled', 'failed'],
    },
    isStored: true,
  },
  spf_job_runs_total: {
    kind: 'counter',
    help: 'Jobs by how they ended.',
    labels: { job: [], outcome: [] },
    series: Object.entries(jobOutcomes).flatMap(([job, outcomes]) => outcomes.map((outcome) => ({ job, outcome }))),
  },
  spf_installations: {
    kind: 'gauge',
    help: 'Portals by the state of the app there.',
    labels: { status: ['new', 'active', 'reauth_required', 'payment_required', 'uninstalled'] },
    isStored: true,
  },
  spf_db_connections: {
    kind: 'gauge',
    help: 'Connections of this process to the database; waiting: requests for one.',
    labels: { pool: [], state: ['used', 'idle', 'waiting'] },
  },
  spf_database_up: { kind: 'gauge', help: '1 while the database answers.' },
  spf_listening: { kind: 'gauge', help: '1 while signals of other instances arrive; the poll goes on without.' },
} as const satisfies Record<string, MetricSpec>
