// Servers that steer a call (application `socket`): modesl on port 8084, esl on 8085. Each sets a variable, bridges to
// TARGET and hangs up when the phones are connected. What they see is told in lines.
import modesl from 'modesl'
import { FreeSwitchServer } from 'esl'

const host = process.env.SERVER_HOST
const target = process.env.TARGET
const silent = { debug () {}, info () {}, error () {} }

function say (...words) {
  console.log(words.join(' '))
}

const first = new modesl.Server({ host, port: 8084, myevents: true }, () => say('modesl listens'))
first.on('connection::ready', (call) => {
  say('modesl gets', call.getInfo().getHeader('Caller-Destination-Number'))
  call.on('esl::event::CHANNEL_BRIDGE::*', () => call.sendRecv(
    'sendmsg', { 'call-command': 'hangup', 'hangup-cause': 'USER_BUSY' },
    (reply) => say('modesl hangs up', reply.getHeader('Reply-Text'))))
  call.on('esl::event::CHANNEL_HANGUP_COMPLETE::*', (event) => say('modesl hears', event.getHeader('Hangup-Cause')))
  call.on('esl::event::disconnect::notice', () => say('modesl is dismissed'))
  call.on('error', (error) => say('modesl fails', error))
  call.execute('set', 'colour=deep blue', (event) => {
    say('modesl sets', event.getHeader('variable_colour'))
    call.execute('bridge', target)
  })
})

const second = new FreeSwitchServer({ all_events: false, my_events: true, logger: silent })
second.on('connection', async (call, { data }) => {
  try {
    say('esl gets', data['Caller-Destination-Number'])
    call.once('freeswitch_disconnect', () => say('esl is dismissed'))
    call.once('CHANNEL_HANGUP_COMPLETE', ({ body }) => say('esl hears', body['Hangup-Cause']))
    await call.event_json('CHANNEL_BRIDGE', 'CHANNEL_HANGUP_COMPLETE')
    const done = await call.command('set', 'colour=dark red')
    say('esl sets', done.body.variable_colour)
    const bridged = new Promise((resolve) => call.once('CHANNEL_BRIDGE', resolve))
    await call.execute('bridge', target)
    await bridged
    const reply = await call.hangup('USER_BUSY')
    say('esl hangs up', reply.headers['Reply-Text'])
  } catch (error) {
    say('esl fails', error)
  }
})
await second.listen({ host, port: 8085 })
say('esl listens')
