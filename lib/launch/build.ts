import { buildApp } from './build-app.ts'
import { runProgram } from './run-program.ts'
import { tellHelp } from './tell-help.ts'

tellHelp(`
npm run build

Makes the production build that npm start serves.
`)

// `npm run build`: the production build that `npm start` serves.
await runProgram((parts) => buildApp(parts, 'inherit'))
