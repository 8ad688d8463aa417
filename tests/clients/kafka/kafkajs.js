// kafkajs against the broker: node kafkajs.js host:port
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { compressionsAlgorithms } from '@platformatic/kafka'
import kafkajs from 'kafkajs'
import { eventually } from './eventually.js'

const { CompressionCodecs, CompressionTypes, ConfigResourceTypes, Kafka, logLevel } = kafkajs

// kafkajs has gzip itself and takes the others as plug-ins. Zstandard is there from Node.js 22.15 on.
const plugIns = [['Snappy', 'snappy'], ['LZ4', 'lz4'], ['ZSTD', 'zstd']].filter(([, algorithm]) => compressionsAlgorithms[algorithm].available)
for (const [type, algorithm] of plugIns) {
  CompressionCodecs[CompressionTypes[type]] = () => ({
    compress: async encoder => compressionsAlgorithms[algorithm].compressSync(encoder.buffer),
    decompress: async buffer => compressionsAlgorithms[algorithm].decompressSync(buffer)
  })
}

const kafka = new Kafka({ clientId: 'kafkajs', brokers: [process.argv[2]], logLevel: logLevel.NOTHING })
const admin = kafka.admin()
await admin.connect()

async function topicWith (numPartitions = 1) {
  const topic = `kj-${randomUUID()}`
  assert.equal(await admin.createTopics({ topics: [{ topic, numPartitions }] }), true)
  return topic
}

async function send (topic, messages, compression = CompressionTypes.None, options = {}) {
  const producer = kafka.producer(options)
  await producer.connect()
  const [{ baseOffset }] = await producer.send({ topic, messages, compression, acks: -1 })
  await producer.disconnect()
  return Number(baseOffset)
}

async function member (topic, groupId) {
  const consumer = kafka.consumer({ groupId, sessionTimeout: 6000, heartbeatInterval: 200, rebalanceTimeout: 6000, maxWaitTimeInMs: 200 })
  const joined = { consumer, partitions: [], values: [] }
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => { joined.partitions = payload.memberAssignment[topic] ?? [] })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({ eachMessage: async ({ message }) => { joined.values.push(message.value.toString()) } })
  return joined
}

async function producesAndConsumesWithEveryCodec () {
  for (const type of ['None', 'GZIP', ...plugIns.map(([type]) => type)]) {
    for (const idempotent of [false, true]) {
      const topic = await topicWith()
      const values = Array.from({ length: 200 }, (_, i) => `value ${i}`)
      assert.equal(await send(topic, values.map(value => ({ key: 'k', value })), CompressionTypes[type], { idempotent }), 0)
      const reader = await member(topic, randomUUID())
      await eventually(() => assert.deepEqual(reader.values, values))
      await reader.consumer.disconnect()
    }
  }
}

async function groupSharesPartitionsAsMembersJoinAndLeave () {
  const [topic, group] = [await topicWith(4), randomUUID()]
  const first = await member(topic, group)
  await eventually(() => assert.equal(first.partitions.length, 4))
  const second = await member(topic, group)
  await eventually(() => assert.deepEqual([...first.partitions, ...second.partitions].sort(), [0, 1, 2, 3]))
  assert.equal(second.partitions.length, 2)
  const { groups: [described] } = await admin.describeGroups([group])
  assert.deepEqual([described.state, described.members.length], ['Stable', 2])
  await second.consumer.disconnect()
  await eventually(() => assert.equal(first.partitions.length, 4))
  await first.consumer.disconnect()
}

async function seeksByTime () {
  const [topic, start] = [await topicWith(), 1_700_000_000_000]
  const messages = Array.from({ length: 100 }, (_, i) => ({ value: `${i}`, timestamp: `${start + i * 1000}` }))
  await send(topic, messages, CompressionTypes.LZ4)
  const [{ offset }] = await admin.fetchTopicOffsetsByTimestamp(topic, start + 41_500)
  assert.equal(offset, '42')
  const reader = await member(topic, randomUUID())
  reader.consumer.seek({ topic, partition: 0, offset })
  await eventually(() => assert.equal(reader.values.at(-1), '99'))
  assert.equal(reader.values.slice(-58)[0], '42')
  await reader.consumer.disconnect()
}

async function administers () {
  const [topic, group] = [await topicWith(2), randomUUID()]
  await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] })
  const { topics: [described] } = await admin.fetchTopicMetadata({ topics: [topic] })
  assert.equal(described.partitions.length, 3)
  const resource = { type: ConfigResourceTypes.TOPIC, name: topic }
  await admin.alterConfigs({ resources: [{ ...resource, configEntries: [{ name: 'retention.ms', value: '60000' }] }] })
  const { resources: [{ configEntries }] } = await admin.describeConfigs({ resources: [resource] })
  assert.equal(configEntries.find(entry => entry.configName === 'retention.ms').configValue, '60000')

  await send(topic, [{ value: 'a', partition: 0 }, { value: 'b', partition: 0 }])
  assert.equal((await admin.fetchTopicOffsets(topic))[0].low, '0')
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '1' }] })
  const low = (await admin.fetchTopicOffsets(topic)).find(({ partition }) => partition === 0).low
  assert.equal(low, '1')

  await admin.setOffsets({ groupId: group, topic, partitions: [{ partition: 0, offset: '2' }] })
  const [{ partitions }] = await admin.fetchOffsets({ groupId: group, topics: [topic] })
  assert.equal(partitions.find(({ partition }) => partition === 0).offset, '2')
  assert.ok((await admin.listGroups()).groups.some(({ groupId }) => groupId === group))
  await admin.deleteGroups([group])
  assert.equal((await admin.describeCluster()).brokers.length, 1)
  await admin.deleteTopics({ topics: [topic] })
  assert.ok(!(await admin.listTopics()).includes(topic))
}

for (const test of [producesAndConsumesWithEveryCodec, groupSharesPartitionsAsMembersJoinAndLeave, seeksByTime, administers]) {
  await test()
  console.log('passed:', test.name)
}
await admin.disconnect()
