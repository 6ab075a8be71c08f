'use strict';

// In broadcast every member gets every message.

const assert = require('assert');
const { Kit } = require('../support/kit');
const { scenario } = require('../support/scenario');

scenario(async kit => {
  const topic = await kit.topic('broadcast');
  const group = kit.name('G');
  const producer = await kit.producer();

  const members = [];
  for (const instanceName of [ 'one', 'two' ]) {
    members.push(await kit.consumer(group, topic, '*', { isBroadcast: true, instanceName }));
  }
  for (const { consumer } of members) {
    await Kit.until('every member has every queue', () => consumer.processQueueTable.size === 4);
  }

  await kit.send(producer, topic, 20);
  for (const { received } of members) {
    const got = () => Kit.bodies(received).filter(body => body.startsWith('m'));
    await Kit.until('every message', () => got().length >= 20);
    assert.deepStrictEqual(got().sort(), Kit.range('m', 20).sort());
  }
});
