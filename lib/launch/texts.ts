import { languageCodes } from '#lib/language/language.ts'
import { loadMessages } from '#lib/language/load-messages.ts'
import { missingTexts } from '#lib/language/missing-texts.ts'
import { Problem } from '#lib/platform/problem.ts'
import { readCommand } from './read-command.ts'
import { runProgram } from './run-program.ts'

readCommand(`
npm run texts

Lists which texts a catalogue of lib/language/messages lacks, with the English ones, and which it has that English has not.
Ends with 1 where there are any.
`)

await runProgram(async () => {
  // In development a text that is missing would be the English one.
  Object.assign(process.env, { NODE_ENV: 'production' })
  const english = await loadMessages('en')
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  let left = 0
  for (const code of languageCodes) {
    const { missing, unknown } = missingTexts(english, await loadMessages(code))
    left += missing.length + unknown.length
    for (const key of missing) say(`${code} lacks    ${key}: ${JSON.stringify(english[key as keyof typeof english])}`)
    for (const key of unknown) say(`${code} has also ${key}`)
  }
  if (left > 0) throw new Problem(`${left} to do.`)
  say(`${languageCodes.length} catalogues, none lacks a text.`)
})
