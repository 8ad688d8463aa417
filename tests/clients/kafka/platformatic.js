// @platformatic/kafka against the broker: node platformatic.js host:port
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { Admin, compressionsAlgorithms, ConfigResourceTypes, Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka'
import { eventually } from './eventually.js'

const base = { clientId: 'platformatic', bootstrapBrokers: [process.argv[2]] }
const admin = new Admin(base)

async function topicWith (partitions = 1) {
  const topic = `pk-${randomUUID()}`
  await admin.createTopics({ topics: [topic], partitions, replicas: 1 })
  return topic
}

async function send (topic, messages, options = {}) {
  const producer = new Producer({ ...base, serializers: stringSerializers })
  const { offsets } = await producer.send({ messages: messages.map(message => ({ topic, partition: 0, ...message })), acks: -1, ...options })
  await producer.close()
  return offsets
}

async function member (topic, groupId, options = { mode: 'earliest' }) {
  const consumer = new Consumer({
    ...base, groupId, deserializers: stringDeserializers, sessionTimeout: 6000, rebalanceTimeout: 6000, heartbeatInterval: 200, maxWaitTime: 500
  })
  const joined = { consumer, values: [], partitions: () => consumer.assignments?.find(a => a.topic === topic)?.partitions ?? [] }
  const stream = await consumer.consume({ topics: [topic], autocommit: false, ...options })
  stream.on('data', message => joined.values.push(message.value))
  joined.close = async () => {
    await stream.close()
    await consumer.close()
  }
  return joined
}

async function producesAndConsumesWithEveryCodec () {
  const codecs = Object.keys(compressionsAlgorithms).filter(name => compressionsAlgorithms[name].available)
  for (const compression of codecs) {
    for (const idempotent of [false, true]) {
      const topic = await topicWith()
      const values = Array.from({ length: 200 }, (_, i) => `value ${i}`)
      await send(topic, values.map(value => ({ key: 'k', value })), { compression, idempotent })
      const reader = await member(topic, randomUUID())
      await eventually(() => assert.deepEqual(reader.values, values))
      await reader.close()
    }
  }
}

async function groupSharesPartitionsAsMembersJoinAndLeave () {
  const [topic, group] = [await topicWith(4), randomUUID()]
  const first = await member(topic, group)
  await eventually(() => assert.equal(first.partitions().length, 4))
  const second = await member(topic, group)
  await eventually(() => assert.deepEqual([...first.partitions(), ...second.partitions()].sort(), [0, 1, 2, 3]))
  assert.equal(second.partitions().length, 2)
  await eventually(async () => {
    const described = (await admin.describeGroups({ groups: [group] })).get(group)
    assert.deepEqual([described.state.toUpperCase(), described.members.size], ['STABLE', 2])
  })
  await second.close()
  await eventually(() => assert.equal(first.partitions().length, 4))
  await first.close()
}

async function seeksByTime () {
  const [topic, start] = [await topicWith(), 1_700_000_000_000]
  const messages = Array.from({ length: 100 }, (_, i) => ({ value: `${i}`, timestamp: BigInt(start + i * 1000) }))
  await send(topic, messages, { compression: 'snappy' })
  const finder = new Consumer({ ...base, groupId: randomUUID() })
  const [offset] = (await finder.listOffsets({ topics: [topic], timestamp: BigInt(start + 41_500) })).get(topic)
  assert.equal(offset, 42n)
  await finder.close()
  const reader = await member(topic, randomUUID(), { mode: 'manual', offsets: [{ topic, partition: 0, offset }] })
  await eventually(() => assert.equal(reader.values.length, 58))
  assert.equal(reader.values[0], '42')
  await reader.close()
}

async function administers () {
  const topic = await topicWith(2)
  await admin.createPartitions({ topics: [{ name: topic, count: 3, assignments: [] }] })
  const resource = { resourceType: ConfigResourceTypes.TOPIC, resourceName: topic }
  await admin.incrementalAlterConfigs({ resources: [{ ...resource, configs: [{ name: 'cleanup.policy', configOperation: 2, value: 'compact' }] }] })
  const [{ configs }] = await admin.describeConfigs({ resources: [{ ...resource, configurationKeys: null }] })
  assert.equal(configs.find(({ name }) => name === 'cleanup.policy').value, 'delete,compact')
  assert.ok((await admin.listTopics()).includes(topic))
  assert.ok(await admin.listGroups())
  await admin.deleteTopics({ topics: [topic] })
  assert.ok(!(await admin.listTopics()).includes(topic))
}

for (const test of [producesAndConsumesWithEveryCodec, groupSharesPartitionsAsMembersJoinAndLeave, seeksByTime, administers]) {
  await test()
  console.log('passed:', test.name)
}
await admin.close()
