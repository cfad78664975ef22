// modesl, the port of FreeSWITCH's own client library to Node.js.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import modesl from 'modesl'
import { host, inTime, password, port } from './node_at.mjs'

/** A connected client, closed at the end of the test. */
async function connect (t) {
  const client = new modesl.Connection(host, port, password)
  await inTime(once(client, 'esl::ready'), 'authentication')
  t.after(() => client.disconnect())
  return client
}

function once (client, event) {
  return new Promise((resolve) => client.once(event, (...values) => resolve(values)))
}

function reply (send, what) {
  return inTime(new Promise((resolve) => send(resolve)), what)
}

function subscribe (client, format, events) {
  return reply((done) => client.events(format, events, done), 'reply to event')
}

/** All CUSTOM events that come until one with the header X-Last. */
function customEvents (client) {
  const seen = []
  return inTime(new Promise((resolve) => {
    client.on('esl::event::CUSTOM::*', (event) => {
      seen.push(event)
      if (event.getHeader('X-Last')) resolve(seen)
    })
  }), 'CUSTOM event')
}

function custom (subclass, headers, body) {
  const event = new modesl.Event('CUSTOM', subclass)
  for (const [name, value] of Object.entries(headers)) event.addHeader(name, value)
  if (body) event.addBody(body)
  return event
}

test('a wrong password is refused', async () => {
  const client = new modesl.Connection(host, port, password + '!')
  const [event] = await inTime(once(client, 'esl::event::auth::fail'), 'refusal')
  assert.equal(event.getHeader('Reply-Text'), '-ERR invalid')
  await inTime(once(client, 'esl::end'), 'end of the connection')
})

test('api gives the output of a command', async (t) => {
  const client = await connect(t)
  const answer = await reply((done) => client.api('status', done), 'api response')
  assert.match(answer.getBody(), /^UP \d+ years?, /)
})

test('api names a command that the node does not have', async (t) => {
  const client = await connect(t)
  const answer = await reply((done) => client.api('nonsense', done), 'api response')
  assert.equal(answer.getBody(), '-ERR nonsense Command not found!\n')
})

test('bgapi ends in a BACKGROUND_JOB event with the job of the client', async (t) => {
  const client = await connect(t)
  const job = await reply((done) => client.bgapi('status', '', 'job-of-mine', done), 'job')
  assert.equal(job.getHeader('Job-UUID'), 'job-of-mine')
  assert.equal(job.getHeader('Job-Command'), 'status')
  assert.match(job.getBody(), /^UP \d+ years?, /)
})

for (const format of ['plain', 'json']) {
  test(`${format} events of a subscribed subclass arrive with headers and body`, async (t) => {
    const listener = await connect(t)
    const sender = await connect(t)
    const subscribed = await subscribe(listener, format, ['HEARTBEAT', 'CUSTOM', 'story::wanted'])
    assert.equal(subscribed.getHeader('Reply-Text'), `+OK event listener enabled ${format}`)
    const arrived = customEvents(listener)
    const value = 'a: <b> "c" 100% ä'
    await reply((done) => sender.sendEvent(custom('story::other', {}), done), 'reply')
    const sent = await reply((done) => sender.sendEvent(
      custom('story::wanted', { 'X-Value': value, 'X-Last': '1' }, 'first\n\nsecond'), done), 'reply')
    const [event, ...more] = await arrived
    assert.equal(more.length, 0)
    assert.equal(event.getHeader('Event-Subclass'), 'story::wanted')
    assert.equal(event.getHeader('X-Value'), value)
    assert.equal(event.getBody(), 'first\n\nsecond')
    assert.equal(sent.getHeader('Reply-Text'), '+OK ' + event.getHeader('Event-UUID'))
  })
}

test('a filter lets only its value through until it is deleted', async (t) => {
  const client = await connect(t)
  await subscribe(client, 'json', ['CUSTOM', 'story::filtered'])
  const added = await reply((done) => client.filter('X-Colour', 'red', done), 'reply to filter')
  assert.equal(added.getHeader('Reply-Text'), '+OK filter added. [X-Colour]=[red]')
  const arrived = customEvents(client)
  for (const colour of ['blue', 'red', 'green']) {
    await reply((done) => client.sendEvent(custom('story::filtered', { 'X-Colour': colour }), done), 'reply')
  }
  const deleted = await reply((done) => client.filterDelete('X-Colour', done), 'reply to filter')
  assert.equal(deleted.getHeader('Reply-Text'), '+OK filter deleted. [X-Colour][]')
  const last = custom('story::filtered', { 'X-Colour': 'white', 'X-Last': '1' })
  await reply((done) => client.sendEvent(last, done), 'reply')
  assert.deepEqual((await arrived).map((event) => event.getHeader('X-Colour')), ['red', 'white'])
})

test('exit ends the connection after the notice', async () => {
  const client = new modesl.Connection(host, port, password)
  await inTime(once(client, 'esl::ready'), 'authentication')
  const notice = once(client, 'esl::event::disconnect::notice')
  const end = once(client, 'esl::end')
  const bye = await reply((done) => client.sendRecv('exit', done), 'reply to exit')
  assert.equal(bye.getHeader('Reply-Text'), '+OK bye')
  const [event] = await inTime(notice, 'notice')
  assert.match(event.getBody(), /^Disconnected, goodbye\./)
  await inTime(end, 'end of the connection')
})
