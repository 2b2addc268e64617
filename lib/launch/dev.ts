import { runDemo } from './run-demo.ts'
import { runProgram } from './run-program.ts'

// `npm run dev`: the same parts as the demo, with hot reload.
await runProgram((parts) => runDemo('dev', parts))
