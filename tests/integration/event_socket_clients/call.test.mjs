// A call of a real node, seen and steered through both clients; the story's phones answer it. Left out when the server is
// not a node with phones (SOFIA_CALL: the command that connects two of them).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import modesl from 'modesl'
import { FreeSwitchClient } from 'esl'
import { host, inTime, password, port } from './node_at.mjs'

const command = process.env.SOFIA_CALL
// The clients add to a list that they are given: it is copied for them.
const names = Object.freeze(['CHANNEL_CREATE', 'CHANNEL_ANSWER', 'CHANNEL_BRIDGE', 'CHANNEL_HANGUP_COMPLETE'])
const silent = { debug () {}, info () {}, error () {} }

/** What a client saw of the call: [name, unique id, cause] in order, until both legs have been hung up. */
class Witness {
  constructor () {
    this.seen = []
    this.bridged = new Promise((resolve) => { this.onBridge = resolve })
    this.over = new Promise((resolve) => { this.onOver = resolve })
  }

  note (name, id, cause, other) {
    this.seen.push({ name, id, cause, other })
    if (name === 'CHANNEL_BRIDGE') this.onBridge(this.seen.at(-1))
    if (this.count('CHANNEL_HANGUP_COMPLETE') === 2) this.onOver()
  }

  count (name) {
    return this.seen.filter((event) => event.name === name).length
  }

  check () {
    assert.deepEqual(names.map((name) => this.count(name)), [2, 2, 1, 2], JSON.stringify(this.seen))
    const created = this.seen.filter((event) => event.name === 'CHANNEL_CREATE').map((event) => event.id)
    const ended = this.seen.filter((event) => event.name === 'CHANNEL_HANGUP_COMPLETE')
    assert.deepEqual(new Set(ended.map((event) => event.id)), new Set(created))
    for (const { cause } of ended) assert.equal(cause, 'NORMAL_CLEARING')
    const bridge = this.seen.find((event) => event.name === 'CHANNEL_BRIDGE')
    assert.deepEqual(new Set([bridge.id, bridge.other]), new Set(created))
  }
}

/** A second client that sees the events of one leg only: their ids and names, until the leg is destroyed. */
async function follow (t, id) {
  const client = new modesl.Connection(host, port, password)
  await inTime(new Promise((resolve) => client.once('esl::ready', resolve)), 'authentication')
  t.after(() => client.disconnect())
  const seen = { ids: [], names: [] }
  seen.over = new Promise((resolve) => {
    client.on('esl::event::*::*', (event) => {
      if (!event.getHeader('Event-Name')) return
      seen.ids.push(event.getHeader('Unique-ID'))
      seen.names.push(event.getHeader('Event-Name'))
      if (event.getHeader('Event-Name') === 'CHANNEL_DESTROY') resolve()
    })
  })
  const reply = await inTime(new Promise((resolve) => client.sendRecv(`myevents ${id}`, resolve)), 'reply to myevents')
  assert.equal(reply.getHeader('Reply-Text'), '+OK Events Enabled')
  return seen
}

test('modesl connects two phones with bgapi, sees the call and ends it', { skip: !command }, async (t) => {
  const client = new modesl.Connection(host, port, password)
  await inTime(new Promise((resolve) => client.once('esl::ready', resolve)), 'authentication')
  t.after(() => client.disconnect())
  const witness = new Witness()
  for (const name of names) {
    client.on(`esl::event::${name}::*`, (event) => witness.note(
      name, event.getHeader('Unique-ID'), event.getHeader('Hangup-Cause'), event.getHeader('Other-Leg-Unique-ID')))
  }
  await inTime(new Promise((resolve) => client.events('plain', [...names], resolve)), 'reply to event')
  const done = await inTime(new Promise((resolve) => client.bgapi(command, resolve)), 'job')
  assert.match(done.getBody(), /^\+OK /)
  const { id } = await inTime(witness.bridged, 'CHANNEL_BRIDGE')
  const calls = await inTime(new Promise((resolve) => client.api('show calls count', resolve)), 'api response')
  assert.match(calls.getBody(), /^1 total/m)
  const follower = await follow(t, id)
  await inTime(new Promise((resolve) => client.events('plain', 'CHANNEL_EXECUTE_COMPLETE', resolve)), 'reply to event')
  const executed = await inTime(new Promise((resolve) => client.execute('set', 'colour=deep blue', id, resolve)), 'execution')
  assert.equal(executed.getHeader('Application'), 'set')
  assert.equal(executed.getHeader('variable_colour'), 'deep blue')
  const colour = await inTime(new Promise((resolve) => client.api(`uuid_getvar ${id} colour`, resolve)), 'api response')
  assert.equal(colour.getBody(), 'deep blue')
  const killed = await inTime(new Promise((resolve) => client.api(`uuid_kill ${id} NORMAL_CLEARING`, resolve)), 'api response')
  assert.match(killed.getBody(), /^\+OK/)
  await inTime(follower.over, 'CHANNEL_DESTROY of the leg that is followed')
  assert.deepEqual(new Set(follower.ids), new Set([id]))
  assert.ok(follower.names.includes('CHANNEL_EXECUTE_COMPLETE'), follower.names.join())
  await inTime(witness.over, 'CHANNEL_HANGUP_COMPLETE of both legs')
  witness.check()
})

test('esl connects two phones with bgapi, sees the call and ends it', { skip: !command }, async (t) => {
  const client = new FreeSwitchClient({ host, port, password, logger: silent })
  const connected = new Promise((resolve, reject) => {
    client.once('connect', resolve)
    client.once('error', reject)
  })
  t.after(() => client.end())
  client.connect()
  const call = await inTime(connected, 'authentication')
  const witness = new Witness()
  for (const name of names) {
    call.on(name, ({ body }) => witness.note(
      name, body['Unique-ID'], body['Hangup-Cause'], body['Other-Leg-Unique-ID']))
  }
  await inTime(call.event_json('BACKGROUND_JOB', ...names), 'reply to event')
  const { body } = await inTime(call.bgapi(command, 10_000), 'job')
  assert.match(body._body ?? '', /^\+OK /)
  const { id } = await inTime(witness.bridged, 'CHANNEL_BRIDGE')
  await inTime(call.event_json('CHANNEL_EXECUTE_COMPLETE'), 'reply to event')
  const executed = await inTime(call.command_uuid(id, 'set', 'colour=deep blue', 5_000), 'execution')
  assert.equal(executed.body.variable_colour, 'deep blue')
  await inTime(call.hangup_uuid(id, 'NORMAL_CLEARING'), 'reply to hangup')
  await inTime(witness.over, 'CHANNEL_HANGUP_COMPLETE of both legs')
  witness.check()
})
