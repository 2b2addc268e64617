import { runDemo } from './run-demo.ts'
import { runProgram } from './run-program.ts'

// `npm run demo`: the product with a simulated portal, and nothing else to install or configure.
await runProgram((parts) => runDemo('start', parts))
