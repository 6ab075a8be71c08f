'use strict';

// Every send is answered with the queue, the next offset in it, and ids; offsets of a queue are neighbours.

const assert = require('assert');
const { Message } = require('ali-ons');
const { scenario } = require('../support/scenario');

scenario(async kit => {
  const topic = await kit.topic('sync');
  const producer = await kit.producer();

  const next = new Map();
  for (let index = 0; index < 40; index++) {
    const message = new Message(topic, 'TagA', `body ${index}`);
    message.keys = [ `key${index}`, 'all' ];
    const result = await producer.send(message);

    assert.strictEqual(result.sendStatus, 'SEND_OK');
    assert.match(result.msgId, /^[0-9A-Fa-f]{32}([0-9A-Fa-f]{24})?$/);
    const { queueId } = result.messageQueue;
    const offset = Number(result.queueOffset);
    assert.strictEqual(offset, next.get(queueId) || 0, `offset in queue ${queueId}`);
    next.set(queueId, offset + 1);
  }

  assert.strictEqual(next.size, 4, 'all queues were used in turn');
});
