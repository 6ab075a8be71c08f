'use strict';

// Many sends at the same time over one connection: each gets its own answer, and nothing is lost.

const assert = require('assert');
const { Message } = require('ali-ons');
const { Kit } = require('../support/kit');
const { scenario } = require('../support/scenario');

scenario(async kit => {
  const topic = await kit.topic('async');
  const producer = await kit.producer();

  const results = await Promise.all(Kit.range('m', 500).map(body => producer.send(new Message(topic, 'T', body))));

  const places = new Set(results.map(result => `${result.messageQueue.queueId}/${result.queueOffset}`));
  assert.strictEqual(places.size, 500, 'every message has a place of its own');
  assert.strictEqual(new Set(results.map(result => result.msgId)).size, 500, 'every message has an id of its own');

  const { received } = await kit.consumer(kit.name('G'), topic, 'T');
  await Kit.until(() => `500 messages received, there are ${received.length}`, () => received.length >= 500);
  assert.deepStrictEqual(new Set(Kit.bodies(received)), new Set(Kit.range('m', 500)));
});
