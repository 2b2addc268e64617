import { readCommand } from './read-command.ts'
import { runDemo } from './run-demo.ts'
import { runProgram } from './run-program.ts'

readCommand(`
npm run demo

Starts the product with a simulated portal and sample data, and prints the address to open: PostgreSQL, migrations, the production
build where the sources have changed, the simulator, the app. Everything it keeps is in DATA_DIR (.data). Ctrl-C stops all of it.
`)

// `npm run demo`: the product with a simulated portal, and nothing else to install or configure.
await runProgram((parts) => runDemo('start', parts))
