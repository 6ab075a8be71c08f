'use strict';

const crypto = require('crypto');
const { Consumer, Message, Producer } = require('ali-ons');

const QUEUES = 4;
const quiet = { info() {}, debug() {}, warn() {}, error() {} };

// A new group has no retry topic and no offsets at first; this client makes errors of that, over and over.
const EXPECTED = [ /No topic route info in name server for the topic: %RETRY%/, /maybe this group consumer boot first/ ];

function report(error) {
  if (!EXPECTED.some(pattern => pattern.test(error.message))) console.error(error.message);
}

/** Makes what a scenario needs, under names that no other run uses, and closes it again. */
class Kit {
  constructor(nameServer) {
    this.nameServer = nameServer;
    this.run = crypto.randomBytes(4).toString('hex');
    this.open = [];
  }

  /** A name for a topic or a group of this run. */
  name(text) {
    return `AliOns_${text}_${this.run}`;
  }

  options(more) {
    return Object.assign({
      nameSrv: this.nameServer,
      // Only asked for when there is no nameSrv, but required.
      httpclient: { request() { throw new Error('nothing is looked up over HTTP'); } },
      logger: quiet,
      // This client does not listen to what brokers tell about members; by default it looks every ten seconds.
      rebalanceInterval: 500,
    }, more);
  }

  async producer(more) {
    const producer = new Producer(this.options(Object.assign({ producerGroup: this.name('P') }, more)));
    producer.on('error', report);
    await producer.ready();
    this.open.push(producer);
    return producer;
  }

  /** Makes a topic of four queues: this client does not send to topics that do not exist yet. */
  async topic(text) {
    const topic = this.name(text);
    const { _mqClient: client } = this.maker = this.maker || await this.producer({ producerGroup: this.name('Maker') });
    const model = await client.getTopicRouteInfoFromNameServer('TBW102', 3000);
    await client.createTopic(model.brokerDatas[0].brokerAddrs[0], 'TBW102', {
      topicName: topic,
      readQueueNums: QUEUES,
      writeQueueNums: QUEUES,
      perm: 6,
      topicFilterType: 'SINGLE_TAG',
      topicSysFlag: 0,
      order: false,
    }, 3000);
    await Kit.until(`the name server knows ${topic}`, () => client.getTopicRouteInfoFromNameServer(topic, 3000).catch(() => null));
    return topic;
  }

  /** Subscribes and returns what was received so far; it grows. */
  async consumer(group, topic, expression, more) {
    const consumer = new Consumer(this.options(Object.assign({
      consumerGroup: group,
      consumeFromWhere: 'CONSUME_FROM_FIRST_OFFSET',
    }, more)));
    consumer.on('error', report);
    const received = [];
    consumer.subscribe(topic, expression, async message => { received.push(message); });
    await consumer.ready();
    this.open.push(consumer);
    return { consumer, received };
  }

  /** Sends `count` messages with the bodies PREFIX0, PREFIX1 and so on; returns the results. */
  async send(producer, topic, count, { prefix = 'm', tag = 'T' } = {}) {
    const results = [];
    for (let index = 0; index < count; index++) {
      results.push(await producer.send(new Message(topic, typeof tag === 'function' ? tag(index) : tag, `${prefix}${index}`)));
    }
    return results;
  }

  async close() {
    for (const item of this.open.reverse()) await item.close();
    this.open = [];
  }

  static bodies(messages) {
    return messages.map(message => message.body.toString());
  }

  static range(prefix, count) {
    return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  }

  /** Waits until the condition holds; says what it waited for when it never does. */
  static async until(what, condition, limitMs = 30000) {
    const end = Date.now() + limitMs;
    while (!await condition()) {
      if (Date.now() > end) throw new Error(`not within ${limitMs} ms: ${typeof what === 'function' ? what() : what}`);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }
}

module.exports = { Kit, report };
