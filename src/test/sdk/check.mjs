// Runs the official SDK through everything a login can do and prints one line of JSON for each check:
//   {"check":"...","ok":true} or {"check":"...","ok":false,"detail":"..."}
//
//   node check.mjs --server-url http://127.0.0.1:8081 --app DEMO-APP --key DEMO-KEY
//   node check.mjs --domain http://127.0.0.1:8081 [--api-uri /api]
//
// Without --login and --password it is alice of the sandbox who logs in. Exits with 1 when a check failed.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import Backendless from 'backendless'

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

const DEAD_TOKEN = '00000000-0000-4000-8000-00000000DEAD'

// A client of its own for every check, so that no check leans on the session of another.
function client() {
  const target = options.domain
    ? { domain: options.domain, ...(options['api-uri'] === undefined ? {} : { apiURI: options['api-uri'] }) }
    : { serverURL: options['server-url'], appId: options.app, apiKey: options.key }
  return Backendless.initApp({ ...target, standalone: true, logging: { loadLevels: false } })
}

async function loggedIn(stayLoggedIn) {
  const app = client()
  const user = await app.UserService.login(options.login, options.password, stayLoggedIn)
  return { app, user }
}

async function codeOf(promise) {
  const outcome = await promise.then(value => ({ value }), error => ({ error }))
  assert.ok(outcome.error, `must be refused, but answered ${JSON.stringify(outcome.value)}`)
  return outcome.error.code
}

const checks = {
  async 'app info loads'() {
    const info = await client().appInfoPromise()
    assert.equal(typeof info.rtURL, 'string')
  },

  async 'login'() {
    const { app, user } = await loggedIn(false)
    assert.equal(user.email, options.login)
    assert.ok(user.objectId)
    assert.ok(app.UserService.getCurrentUserToken())
    assert.equal(app.UserService.loggedInUser(), user.objectId)
    assert.equal(app.LocalCache.get('user-token'), undefined)
  },

  async 'login with stayLoggedIn'() {
    const { app, user } = await loggedIn(true)
    assert.equal(app.LocalCache.get('user-token'), user['user-token'])
    assert.equal(app.LocalCache.get('current-user-id'), user.objectId)
    assert.equal(app.LocalCache.get('stayLoggedIn'), true)
  },

  async 'a wrong password is the number 3003'() {
    assert.strictEqual(await codeOf(client().UserService.login(options.login, 'wrong-' + options.password)), 3003)
  },

  async 'isValidLogin is true after a login'() {
    const { app } = await loggedIn(false)
    assert.strictEqual(await app.UserService.isValidLogin(), true)
  },

  async 'isValidLogin is false without a login'() {
    assert.strictEqual(await client().UserService.isValidLogin(), false)
  },

  async 'isValidLogin is false after a logout'() {
    const { app, user } = await loggedIn(false)
    await app.UserService.logout()
    app.UserService.setCurrentUser(user)
    assert.strictEqual(await app.UserService.isValidLogin(), false)
  },

  async 'getCurrentUser reloads'() {
    const { app, user } = await loggedIn(false)
    const current = await app.UserService.getCurrentUser(true)
    assert.equal(current.objectId, user.objectId)
    assert.equal(current.email, options.login)
    assert.equal(current['user-token'], user['user-token'])
  },

  async 'getUserRoles'() {
    const { app } = await loggedIn(false)
    const roles = await app.UserService.getUserRoles()
    assert.ok(roles.includes('AuthenticatedUser'), JSON.stringify(roles))
    assert.ok(!roles.includes('NotAuthenticatedUser'), JSON.stringify(roles))
  },

  async 'register, then login'() {
    const app = client()
    const email = `sdk-${randomUUID()}@example.com`
    const user = await app.UserService.register({ email, password: 'secret', name: 'Sdk' })
    assert.equal(user.email, email)
    assert.equal(user.name, 'Sdk')
    assert.equal(user.password, undefined)
    assert.equal(app.UserService.getCurrentUserToken(), null)
    const again = await app.UserService.login(email, 'secret')
    assert.equal(again.objectId, user.objectId)
  },

  async 'register an email that is taken is 3033'() {
    assert.strictEqual(
      await codeOf(client().UserService.register({ email: options.login, password: 'secret' })), 3033)
  },

  async 'loginAsGuest'() {
    const app = client()
    const guest = await app.UserService.loginAsGuest()
    assert.equal(guest.userStatus, 'GUEST')
    assert.strictEqual(await app.UserService.isValidLogin(), true)
  },

  async 'restorePassword'() {
    await client().UserService.restorePassword(options.login)
  },

  async 'findById'() {
    const { app, user } = await loggedIn(false)
    const found = await app.Data.of(app.User).findById(user.objectId)
    assert.equal(found.objectId, user.objectId)
    assert.equal(found.email, options.login)
  },

  async 'update'() {
    const { app, user } = await loggedIn(false)
    const nickname = randomUUID()
    const updated = await app.UserService.update({ objectId: user.objectId, nickname })
    assert.equal(updated.nickname, nickname)
    assert.equal(updated.email, options.login)
    assert.equal((await app.UserService.getCurrentUser(true)).nickname, nickname)
  },

  async 'logout'() {
    const { app } = await loggedIn(true)
    await app.UserService.logout()
    assert.equal(app.UserService.getCurrentUserToken(), null)
    assert.equal(await app.UserService.getCurrentUser(), null)
    assert.equal(app.LocalCache.get('user-token'), undefined)
  },

  async 'a dead token is the number 3064'() {
    const { app, user } = await loggedIn(false)
    app.UserService.setCurrentUser({ objectId: user.objectId, 'user-token': DEAD_TOKEN })
    assert.strictEqual(await codeOf(app.UserService.getUserRoles()), 3064)
  },

  async 'a logout with a dead token forgets the token'() {
    const { app, user } = await loggedIn(true)
    app.UserService.setCurrentUser({ objectId: user.objectId, 'user-token': DEAD_TOKEN }, true)
    assert.strictEqual(await codeOf(app.UserService.logout()), 3064)
    assert.equal(app.UserService.getCurrentUserToken(), null)
  },
}

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
