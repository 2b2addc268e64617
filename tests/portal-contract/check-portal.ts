import type { OAuthConfig } from '#lib/bitrix24/oauth.ts'
import { readCommand } from '#lib/launch/read-command.ts'
import { Problem } from '#lib/platform/problem.ts'
import { Chain } from './chain.ts'
import { checks } from './checks.ts'
import { type CleanedUp, cleanUp } from './clean-up.ts'
import { compareRuns, type Finding } from './compare-runs.ts'
import { type Fixture, writeFixtures } from './fixtures.ts'
import { isMarked } from './marker.ts'
import { Portal } from './portal.ts'
import { type Ran, runBattery } from './run-battery.ts'
import { look } from './seen.ts'
import { readSettings, type Settings } from './settings.ts'
import { startSimulatedPortal } from './simulated-portal.ts'
import { type Person, TokenFile } from './token-file.ts'

const { values } = readCommand(
  `
npm run check:portal -- [--simulator]

Asks a real portal, and the simulator beside it, for everything of Bitrix24 that the app relies on, and prints where portal,
documentation and simulator differ. It only reads, unless WRITE=1 lets it make a smart process of its own and remove it again.

  B24_CLIENT_ID, B24_CLIENT_SECRET   of a local app of that portal, with the scopes crm, user_brief, im and placement
  B24_REFRESH_TOKEN                  of an admin of it; used up by the first run, which keeps what comes after it in B24_TOKEN_FILE
  B24_SECOND_REFRESH_TOKEN           of somebody who may not read every item: checks what is hidden; may be left out
  B24_TOKEN_FILE                     where the newest tokens are kept, for nobody else to read; .data/check-portal.json
  B24_OAUTH_SERVERS                  comma-separated; Bitrix24's two
  WRITE=1                            also makes, changes and deletes a smart process with an item
  --simulator                        asks a second simulator in place of a portal, and needs nothing of the above
  RECORD=FOLDER                      writes the answers there, without anything of the portal but their shape

It ends with 0 when all is as documented, 1 with differences, 2 when it cannot ask.
`,
  { options: { simulator: { type: 'boolean' } } },
)

const say = (line: string) => void process.stdout.write(`${line}\n`)

class Stopped extends Error {}

const stopping = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => stopping.abort(new Stopped()))

process.exit(await run(readSettings(process.env)))

async function run(settings: Settings): Promise<number> {
  await using parts = new AsyncDisposableStack()
  try {
    const isSimulator = values.simulator === true
    const portal = isSimulator ? (await startSimulatedPortal(parts)).portal : await openPortal(settings)
    return await checkPortal(portal, { ...settings, of: isSimulator ? 'simulator' : 'portal' }, parts)
  } catch (error) {
    if (!(error instanceof Problem) && !(error instanceof Stopped)) throw error
    process.stderr.write(`${error instanceof Stopped ? 'Stopped before the end.' : error.message}\n`)
    return error instanceof Stopped ? 1 : 2
  }
}

/** @throws Problem where a credential is missing or refused. */
async function openPortal(settings: Settings): Promise<Portal> {
  const { clientId, clientSecret } = settings
  const file = new TokenFile(settings.tokenFile)
  const token = file.tokenFor('first', clientId ?? '', settings.refreshToken)
  if (!clientId || !clientSecret || !token) throw new Problem(tellNeeds({ clientId, clientSecret, token }))
  const config: OAuthConfig = {
    ...{ clientId, clientSecret, servers: settings.servers, timeoutMs: 20_000 },
    admitsHttp: () => true,
  }
  file.prepare()
  const start = (person: Person, from: string, given: string | null) =>
    Chain.start(config, from, (pair) => file.keep(person, clientId, { given, pair }))
  const first = await start('first', token, settings.refreshToken)
  const secondToken = file.tokenFor('second', clientId, settings.secondRefreshToken)
  const second = secondToken ? await start('second', secondToken, settings.secondRefreshToken) : null
  if (second && second.pair.memberId !== first.pair.memberId)
    throw new Problem('The two refresh tokens are of two portals: B24_SECOND_REFRESH_TOKEN has to be of the same one.')
  return new Portal({ first, second, stopped: stopping.signal })
}

function tellNeeds({ clientId, clientSecret, token }: Record<'clientId' | 'clientSecret' | 'token', string | null>) {
  const missing = [
    ...(clientId ? [] : ['B24_CLIENT_ID']),
    ...(clientSecret ? [] : ['B24_CLIENT_SECRET']),
    ...(token ? [] : ['B24_REFRESH_TOKEN']),
  ]
  return `This command asks a real Bitrix24 portal, for which it needs a local app of that portal and a refresh token of one of its admins.
Missing in the environment: ${missing.join(', ')}.
An admin makes such an app under "Developer resources", "Other", "Local application", with the scopes crm, user_brief, im and placement;
opening it sends the token as REFRESH_ID. npm run check:portal -- --help tells the rest.`
}

async function checkPortal(
  portal: Portal,
  { mayWrite, record, of }: Settings & Pick<Fixture, 'of'>,
  parts: AsyncDisposableStack,
): Promise<number> {
  const { host } = new URL(portal.first.pair.clientEndpoint)
  say(`Asking ${host}, ${mayWrite ? 'also writing' : 'only reading'}, and the simulator beside it.`)
  await portal.learnPace()
  if (mayWrite) tellEarlier(await cleanUp(portal))
  const { seen, all } = await askPortal(portal, mayWrite)
  const scopes = seen.scopes
  const { portal: simulated } = await startSimulatedPortal(parts, { scopes, hasSecond: portal.second !== null })
  const simulatedRun = await askPortal(simulated, mayWrite)
  if (record) say(`Recorded the answers of ${writeFixtures(record, all, of)} checks in ${record}.`)
  return tell(all, compareRuns(all, simulatedRun.all))
}

async function askPortal(portal: Portal, mayWrite: boolean) {
  try {
    const seen = await look(portal, { mayWrite })
    if (seen.types?.some(({ title }) => isMarked(title)))
      say('An earlier run has left a smart process of its own: WRITE=1 removes it.')
    return { seen, all: await runBattery(checks, portal, seen) }
  } finally {
    // Also once it has been stopped.
    if (mayWrite) tellLeft(await cleanUp(new Portal({ first: portal.first })))
  }
}

function tellEarlier({ removed, left }: CleanedUp): void {
  if (removed.length > 0) say(`An earlier run had left, and this one has removed: ${removed.join(', ')}.`)
  tellLeft({ removed, left })
}

function tellLeft({ left }: CleanedUp): void {
  if (left.length > 0) say(`Could not be removed: ${left.join(', ')}. The next run with WRITE=1 tries again.`)
}

/** @returns the exit code. */
function tell(all: readonly Ran[], findings: readonly Finding[]): number {
  for (const { page, title, lines } of findings) {
    say(`\n${title}  (${page})`)
    for (const line of lines) say(`  ${line}`)
  }
  const lacking = Map.groupBy(
    all.filter(({ lacks }) => lacks !== null),
    ({ lacks }) => lacks,
  )
  if (lacking.size > 0) say('')
  for (const [why, left] of lacking) say(`Not asked, ${left.length}: ${why}.`)
  const asked = all.filter(({ lacks }) => lacks === null).length
  const outcome = findings.length === 0 ? 'portal, documentation and simulator agree' : `${findings.length} differ`
  say(`\n${asked} of ${all.length} checks asked: ${outcome}.`)
  return findings.length === 0 ? 0 : 1
}
