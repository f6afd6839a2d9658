// Asks Billbora's mock with the real client of Supabase Auth: `node check.mjs <the program billbora-mock>`.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { AuthApiError, GoTrueClient, isAuthSessionMissingError } from '@supabase/auth-js'

const mock = spawn(process.argv[2], [], { stdio: ['pipe', 'pipe', 'inherit'] })
const lines = createInterface({ input: mock.stdout })[Symbol.asyncIterator]()
const next = async () => (await lines.next()).value

const at = {}
for (let line = await next(); line !== 'ready'; line = await next()) {
  assert(line !== undefined, 'the mock ended before it was ready')
  const [name, value] = line.split(' ')
  at[name] = value
}
const { email, password } = at

async function tell(line) {
  mock.stdin.write(`${line}\n`)
  const answer = await next()
  assert(!answer.startsWith('unknown'), answer)
  return answer
}

// Every answer is kept, since the client shows no headers.
const answers = []
async function keeping(url, options) {
  const response = await fetch(url, options)
  answers.push({ url: String(url), status: response.status, headers: response.headers })
  return response
}

const client = () =>
  new GoTrueClient({
    url: at.identity,
    headers: { apikey: at.apikey },
    storageKey: `check-${Math.random()}`,
    autoRefreshToken: false,
    persistSession: false,
    detectSessionInUrl: false,
    fetch: keeping,
  })

const signIn = async () => {
  const auth = client()
  const { data, error } = await auth.signInWithPassword({ email, password })
  assert.equal(error, null)
  return { auth, session: data.session }
}

async function refused(answer, code, status) {
  const { error } = await answer
  if (code === 'session_not_found') {
    // The client has an error of its own for this code.
    assert(isAuthSessionMissingError(error), `${code}: ${error}`)
  } else {
    assert(error instanceof AuthApiError, `${code}: ${error}`)
    assert.deepEqual([error.code, error.status], [code, status])
  }
  const { headers, ...last } = answers.at(-1)
  assert.equal(last.status, status)
  assert.equal(headers.get('x-sb-error-code'), code)
  assert.equal(headers.get('x-supabase-api-version'), '2024-01-01')
  return error
}

const checks = {
  async 'a password gives a session'() {
    const { session } = await signIn()
    assert.equal(session.token_type, 'bearer')
    assert.equal(session.expires_in, 3600)
    assert.equal(session.user.email, email)
    assert.equal(session.user.aud, 'authenticated')
    assert(Math.abs(session.expires_at - Date.now() / 1000 - 3600) < 60)
    assert.equal(answers.at(-1).headers.get('x-supabase-api-version'), '2024-01-01')
  },

  async 'a wrong password is an AuthApiError with its code'() {
    const wrong = { email, password: `${password}!` }
    const error = await refused(client().signInWithPassword(wrong), 'invalid_credentials', 400)
    assert.equal(error.message, 'Invalid login credentials')
  },

  async 'a refresh gives the next session'() {
    const { auth, session } = await signIn()
    const { data, error } = await auth.refreshSession()
    assert.equal(error, null)
    assert.notEqual(data.session.refresh_token, session.refresh_token)
    assert.equal(data.user.id, session.user.id)
    assert.equal(answers.at(-1).headers.get('sb-auth-user-id'), session.user.id)
  },

  async 'a used refresh token is taken for a while, then ends the session'() {
    const { auth, session } = await signIn()
    const { data } = await auth.refreshSession()
    const again = await client().refreshSession({ refresh_token: session.refresh_token })
    assert.equal(again.error, null)
    assert.equal(again.data.session.refresh_token, data.session.refresh_token)
    await tell('advance 11')
    const old = { refresh_token: session.refresh_token }
    await refused(client().refreshSession(old), 'refresh_token_already_used', 400)
    const newest = { refresh_token: data.session.refresh_token }
    await refused(client().refreshSession(newest), 'session_not_found', 400)
  },

  async 'the person of a session'() {
    const { auth, session } = await signIn()
    const { data, error } = await auth.getUser()
    assert.equal(error, null)
    assert.deepEqual(data.user, session.user)
    assert.deepEqual((await client().getUser(session.access_token)).data.user, session.user)
    await refused(client().getUser('no.jwt.x'), 'bad_jwt', 403)
    await auth.signOut({ scope: 'local' })
    await refused(client().getUser(session.access_token), 'session_not_found', 403)
  },

  async 'a sign-out ends the session'() {
    const { auth, session } = await signIn()
    const { error } = await auth.signOut()
    assert.equal(error, null)
    const last = answers.at(-1)
    assert.equal(last.status, 204)
    assert(last.url.endsWith('/logout?scope=global'), last.url)
    const gone = { refresh_token: session.refresh_token }
    await refused(client().refreshSession(gone), 'session_not_found', 400)
  },

  async 'scopes'() {
    const [one, two] = [await signIn(), await signIn()]
    assert.equal((await one.auth.signOut({ scope: 'others' })).error, null)
    assert.equal((await one.auth.refreshSession()).error, null)
    await refused(two.auth.refreshSession(), 'session_not_found', 400)
    assert.equal((await one.auth.signOut({ scope: 'local' })).error, null)
  },

  async 'a rate limit is told with its code'() {
    await tell('limit 5')
    const limited = client().signInWithPassword({ email, password })
    await refused(limited, 'over_request_rate_limit', 429)
    assert.equal(answers.at(-1).headers.get('retry-after'), '5')
    await tell('limit 0')
  },
}

let failed = 0
for (const [name, check] of Object.entries(checks)) {
  try {
    await check()
    console.log(`ok   ${name}`)
  } catch (error) {
    failed += 1
    console.log(`FAIL ${name}\n${error.stack}`)
  }
}
mock.stdin.end()
process.exitCode = failed === 0 ? 0 : 1
