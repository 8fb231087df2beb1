// What the official SDK is asked to do, in Node and in browsers alike.
//
//   for (const [name, check] of Object.entries(checksOf(Backendless, options))) await check()
//
// options: serverURL, appId and apiKey, or domain and perhaps apiURI; login and password.
const DEAD_TOKEN = '00000000-0000-4000-8000-00000000DEAD'

const assert = {
  ok(value, what) {
    if (!value) throw new Error(what ?? `${value} is not true`)
  },
  equal(actual, expected) {
    assert.ok(Object.is(actual ?? null, expected ?? null), `${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`)
  },
}

const randomUUID = () => globalThis.crypto.randomUUID()

async function codeOf(promise) {
  const outcome = await promise.then(value => ({ value }), error => ({ error }))
  assert.ok(outcome.error, `must be refused, but answered ${JSON.stringify(outcome.value)}`)
  return outcome.error.code
}

export function checksOf(Backendless, { login, password, ...target }) {
  // A client of its own for every check, so that no check leans on the session of another.
  function client() {
    // where browsers keep what stays
    globalThis.localStorage?.clear()
    return Backendless.initApp({ ...target, standalone: true, logging: { loadLevels: false } })
  }

  async function loggedIn(stayLoggedIn) {
    const app = client()
    const user = await app.UserService.login(login, password, stayLoggedIn)
    return { app, user }
  }

  return {
    async 'app info loads'() {
      const info = await client().appInfoPromise()
      assert.equal(typeof info.rtURL, 'string')
    },

    async 'login'() {
      const { app, user } = await loggedIn(false)
      assert.equal(user.email, login)
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
      assert.equal(await codeOf(client().UserService.login(login, 'wrong-' + password)), 3003)
    },

    async 'isValidLogin is true after a login'() {
      const { app } = await loggedIn(false)
      assert.equal(await app.UserService.isValidLogin(), true)
    },

    async 'isValidLogin is false without a login'() {
      assert.equal(await client().UserService.isValidLogin(), false)
    },

    async 'isValidLogin is false after a logout'() {
      const { app, user } = await loggedIn(false)
      await app.UserService.logout()
      app.UserService.setCurrentUser(user)
      assert.equal(await app.UserService.isValidLogin(), false)
    },

    async 'getCurrentUser reloads'() {
      const { app, user } = await loggedIn(false)
      const current = await app.UserService.getCurrentUser(true)
      assert.equal(current.objectId, user.objectId)
      assert.equal(current.email, login)
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
      assert.equal(
        await codeOf(client().UserService.register({ email: login, password: 'secret' })), 3033)
    },

    async 'loginAsGuest'() {
      const app = client()
      const guest = await app.UserService.loginAsGuest()
      assert.equal(guest.userStatus, 'GUEST')
      assert.equal(await app.UserService.isValidLogin(), true)
    },

    async 'restorePassword'() {
      await client().UserService.restorePassword(login)
    },

    async 'findById by the name of the table'() {
      const { app, user } = await loggedIn(false)
      const found = await app.Data.of('Users').findById(user.objectId)
      assert.equal(found.email, login)
    },

    async 'findById'() {
      const { app, user } = await loggedIn(false)
      const found = await app.Data.of(app.User).findById(user.objectId)
      assert.equal(found.objectId, user.objectId)
      assert.equal(found.email, login)
    },

    async 'update'() {
      const { app, user } = await loggedIn(false)
      const nickname = randomUUID()
      const updated = await app.UserService.update({ objectId: user.objectId, nickname })
      assert.equal(updated.nickname, nickname)
      assert.equal(updated.email, login)
      assert.equal((await app.UserService.getCurrentUser(true)).nickname, nickname)
    },

    async 'update of all that a login answered'() {
      const { app, user } = await loggedIn(false)
      user.nickname = randomUUID()
      assert.equal((await app.UserService.update(user)).nickname, user.nickname)
      assert.equal(await app.UserService.isValidLogin(), true)
    },

    async 'loggedInUser is kept by a client that stays'() {
      const { app, user } = await loggedIn(true)
      app.UserService.currentUser = null
      assert.equal(app.UserService.loggedInUser(), user.objectId)
      assert.equal((await app.UserService.getCurrentUser()).email, login)
      assert.equal(await app.UserService.isValidLogin(), true)
    },

    async 'an unknown table is an error with a number'() {
      const { app } = await loggedIn(false)
      assert.equal(typeof await codeOf(app.Data.of('Nothing').find()), 'number')
    },

    async 'describeUserClass'() {
      const { app } = await loggedIn(false)
      assert.ok((await app.UserService.describeUserClass()).length)
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
      assert.equal(await codeOf(app.UserService.getUserRoles()), 3064)
    },

    async 'a logout with a dead token forgets the token'() {
      const { app, user } = await loggedIn(true)
      app.UserService.setCurrentUser({ objectId: user.objectId, 'user-token': DEAD_TOKEN }, true)
      assert.equal(await codeOf(app.UserService.logout()), 3064)
      assert.equal(app.UserService.getCurrentUserToken(), null)
    },
  }
}
