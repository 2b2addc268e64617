/** Prints what a command does and ends, where its command line asks for that: before anything else is done. */
export function tellHelp(text: string): void {
  if (!process.argv.slice(2).some((argument) => argument === '--help' || argument === '-h')) return
  process.stdout.write(`${text.trim()}\n`)
  process.exit(0)
}
