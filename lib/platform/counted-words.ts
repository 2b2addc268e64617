/** What the labels of metrics say: words of ours, each there from the start, never what a portal or a person sent. */

export const routes = [
  'POST /api/session',
  'GET /api/feed',
  'GET /api/feed/stream',
  'GET /api/feed/changes',
  'GET /api/feed/unread',
  'POST /api/feed/seen',
  'GET /api/feed/export',
  'GET /api/activity',
  'GET /api/insight',
  'GET /api/preferences',
  'PUT /api/preferences',
  'GET /api/stages',
  'GET /api/pipelines',
  'GET /api/people',
  'GET /api/cards',
  'POST /api/items/<type>/<id>/take',
  'POST /api/items/<type>/<id>/stage',
  'POST /api/items/<type>/<id>/comment',
  'GET /api/watches',
  'PUT /api/watches',
  'GET /api/entity-types',
  'GET /api/diagnostics',
  'POST /api/diagnostics/replay',
  'POST /api/diagnostics/bindings',
  'GET /api/health',
  'GET /api/ready',
  'GET /api/metrics',
  'POST /api/bitrix24/install',
  'GET /api/bitrix24/install',
  'POST /api/bitrix24/launch',
  'GET /api/bitrix24/launch',
  'POST /api/bitrix24/events',
  // What Next answers by itself: screens, and the files that they load.
  'pages',
  'assets',
] as const

export const statuses = ['2xx', '3xx', '4xx', '5xx'] as const

/** How a job of each kind ends; `error`: it threw. What tells nothing is `done`. */
export const jobOutcomes = {
  sweep: ['swept', 'busy', 'failed', 'nothing_watched', 'error'],
  compare: ['compared', 'nothing_watched', 'uninstalled', 'failed', 'error'],
  'uninstall-probe': ['done', 'error'],
  recheck: ['healed', 'declined', 'not_due', 'error'],
  bindings: ['bound', 'unbound', 'unanswered', 'not_due', 'error'],
  index: ['done', 'error'],
  bell: ['done', 'error'],
  'renew-chain': ['done', 'error'],
  'end-silent': ['ended', 'heard', 'not_silent', 'unanswered', 'fault_may_be_ours', 'error'],
  'purge-kept': ['done', 'error'],
  retention: ['done', 'error'],
} as const

export const jobNames = Object.keys(jobOutcomes) as (keyof typeof jobOutcomes)[]
