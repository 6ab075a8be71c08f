'use strict';

// Members share the queues: one that joins gets half of them, one that is killed leaves them to the other.

const assert = require('assert');
const { fork } = require('child_process');
const path = require('path');
const { Kit } = require('../support/kit');
const { scenario } = require('../support/scenario');

scenario(async kit => {
  const topic = await kit.topic('rebalance');
  const group = kit.name('G');
  const producer = await kit.producer();
  await kit.send(producer, topic, 8, { prefix: 'first' });

  const one = await kit.consumer(group, topic, '*');
  await Kit.until('the first member has all queues', () => queuesOf(one.consumer, topic).length === 4);
  await Kit.until('the first messages', () => one.received.length >= 8);

  const other = fork(path.join(__dirname, '../support/member.js'), [ kit.nameServer, group, topic ]);
  try {
    const received = [];
    other.on('message', message => received.push(message));
    await Kit.until('the first member keeps two queues', () => queuesOf(one.consumer, topic).length === 2);

    await kit.send(producer, topic, 16, { prefix: 'shared' });
    const both = () => [ ...Kit.bodies(one.received), ...received.map(message => message.body) ];
    await Kit.until('the messages of both', () => Kit.range('shared', 16).every(body => both().includes(body)));
    assert.ok(received.length > 0, 'the second member received some');
    const mine = new Set(queuesOf(one.consumer, topic));
    assert.ok(received.every(message => !mine.has(message.queueId)), 'and none of the queues of the first one');
  } finally {
    other.kill('SIGKILL');
  }

  await Kit.until('the first member has all queues again', () => queuesOf(one.consumer, topic).length === 4);
  await kit.send(producer, topic, 16, { prefix: 'alone' });
  await Kit.until('the messages of the first member', () => Kit.range('alone', 16).every(body => Kit.bodies(one.received).includes(body)));
});

function queuesOf(consumer, topic) {
  return [ ...consumer.processQueueTable.values() ]
    .filter(item => item.messageQueue.topic === topic)
    .map(item => item.messageQueue.queueId);
}
