// esl, a promise-based client that is independent of FreeSWITCH's library.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FreeSwitchClient } from 'esl'
import { host, inTime, password, port } from './node_at.mjs'

const silent = { debug () {}, info () {}, error () {} }

/** A connected client, closed at the end of the test. */
async function connect (t) {
  const client = new FreeSwitchClient({ host, port, password, logger: silent })
  const connected = new Promise((resolve, reject) => {
    client.once('connect', resolve)
    client.once('error', reject)
  })
  t.after(() => client.end())
  client.connect()
  return await inTime(connected, 'authentication')
}

function next (call, name) {
  return inTime(new Promise((resolve) => call.once(name, resolve)), `${name} event`)
}

test('api gives the output of a command', async (t) => {
  const call = await connect(t)
  const { body } = await inTime(call.api('status'), 'api response')
  assert.match(String(body), /^UP \d+ years?, /)
})

test('a command that fails is an error of the client', async (t) => {
  const call = await connect(t)
  await assert.rejects(inTime(call.api('nonsense'), 'api response'))
})

test('bgapi gives the output of the job', async (t) => {
  const call = await connect(t)
  await inTime(call.event_json('BACKGROUND_JOB'), 'reply to event')
  const { body } = await inTime(call.bgapi('status', 10_000), 'job')
  assert.match(body._body ?? '', /^UP \d+ years?, /)
})

test('events of a subscribed subclass arrive', async (t) => {
  const listener = await connect(t)
  const sender = await connect(t)
  await inTime(listener.event_json('CUSTOM', 'story::esl'), 'reply to event')
  const arrived = next(listener, 'CUSTOM')
  await inTime(sender.sendevent('CUSTOM', { 'Event-Subclass': 'story::esl', 'X-Value': 'a b' }), 'reply')
  const { body } = await arrived
  assert.equal(body['Event-Subclass'], 'story::esl')
  assert.equal(body['X-Value'], 'a b')
})

test('filter, log and their opposites are accepted', async (t) => {
  const call = await connect(t)
  for (const command of ['filter Unique-ID 42', 'filter delete Unique-ID', 'log 6', 'nolog', 'nolinger']) {
    const { headers } = await inTime(call.send(command), `reply to ${command}`)
    assert.match(headers['Reply-Text'], /^\+OK/)
  }
})

test('exit is answered', async (t) => {
  const call = await connect(t)
  const notice = next(call, 'freeswitch_disconnect_notice')
  const { headers } = await inTime(call.exit(), 'reply to exit')
  assert.equal(headers['Reply-Text'], '+OK bye')
  await notice
})
