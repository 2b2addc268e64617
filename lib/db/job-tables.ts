/** Where pg-boss keeps its queues: tables of its own, which know nothing of a portal but our id of it. */
export const jobSchema = 'pgboss'
