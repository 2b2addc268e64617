import { readCommand } from './read-command.ts'
import { runDemo } from './run-demo.ts'
import { runProgram } from './run-program.ts'

readCommand(`
npm run dev

Starts the same parts as npm run demo, with hot reload. Everything it keeps is in DATA_DIR (.data). Ctrl-C stops all of it.
`)

// `npm run dev`: the same parts as the demo, with hot reload.
await runProgram((parts) => runDemo('dev', parts))
