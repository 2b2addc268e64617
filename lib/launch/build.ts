import { buildApp } from './build-app.ts'
import { runProgram } from './run-program.ts'

// `npm run build`: the production build that `npm start` serves.
await runProgram((parts) => buildApp(parts, 'inherit'))
