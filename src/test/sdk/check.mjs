// Runs the official SDK through everything a login can do and prints one line of JSON for each check:
//   {"check":"...","ok":true} or {"check":"...","ok":false,"detail":"..."}
//
//   node check.mjs --server-url http://127.0.0.1:8081 --app DEMO-APP --key DEMO-KEY
//   node check.mjs --domain http://127.0.0.1:8081 [--api-uri /api]
//
// Without --login and --password it is alice of the sandbox who logs in. Exits with 1 when a check failed.
import { parseArgs } from 'node:util'
import Backendless from 'backendless'
import { checksOf } from './checks.mjs'

const { values: options } = parseArgs({
  options: {
    'server-url': { type: 'string' },
    'app': { type: 'string', default: 'DEMO-APP' },
    'key': { type: 'string', default: 'DEMO-KEY' },
    'domain': { type: 'string' },
    'api-uri': { type: 'string' },
    'login': { type: 'string', default: 'alice@example.com' },
    'password': { type: 'string', default: 'wonderland' },
  },
})

const target = options.domain
  ? { domain: options.domain, ...(options['api-uri'] === undefined ? {} : { apiURI: options['api-uri'] }) }
  : { serverURL: options['server-url'], appId: options.app, apiKey: options.key }
const checks = checksOf(Backendless, { ...target, login: options.login, password: options.password })

let failed = 0
for (const [check, run] of Object.entries(checks)) {
  try {
    await run()
    console.log(JSON.stringify({ check, ok: true }))
  } catch (error) {
    failed++
    console.log(JSON.stringify({ check, ok: false, detail: String(error.stack || JSON.stringify(error)) }))
  }
}
// Not left to the event loop: the SDK may keep timers.
process.exit(failed ? 1 : 0)
