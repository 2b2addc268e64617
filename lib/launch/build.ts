import { buildApp } from './build-app.ts'
import { readCommand } from './read-command.ts'
import { runProgram } from './run-program.ts'

readCommand(`
npm run build

Makes the production build that npm start serves.
`)

// `npm run build`: the production build that `npm start` serves.
await runProgram((parts) => buildApp(parts, 'inherit'))
